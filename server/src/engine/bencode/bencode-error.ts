import { EngineError } from '../core/engine-error.ts';

/** Why bytes are not acceptable bencode. */
export type BencodeErrorCode =
  | 'empty'
  | 'truncated'
  | 'unexpected-byte'
  | 'bad-integer'
  | 'bad-string-length'
  | 'key-not-string'
  | 'key-without-value'
  | 'too-deep'
  | 'too-many-tokens'
  | 'too-large'
  | 'trailing-bytes'
  | 'not-canonical'
  | 'not-encodable';

/** Bytes that are not bencode, or that pass a limit. The message names the byte where it was noticed. */
export class BencodeError extends EngineError<BencodeErrorCode> {}
