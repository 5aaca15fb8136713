import { EngineError } from '../core/engine-error.ts';

/** Why a .torrent file or a magnet link cannot be taken, or a .torrent file cannot be made. */
export type MetainfoErrorCode =
  | 'too-large'
  | 'not-bencode'
  | 'too-complex'
  | 'missing-info'
  | 'duplicate-key'
  | 'v2-only'
  | 'missing-name'
  | 'missing-piece-length'
  | 'bad-piece-length'
  | 'missing-pieces'
  | 'bad-pieces-length'
  | 'wrong-piece-count'
  | 'too-many-pieces'
  | 'no-files'
  | 'too-many-files'
  | 'bad-file-entry'
  | 'bad-file-length'
  | 'bad-file-path'
  | 'path-too-long'
  | 'path-too-deep'
  | 'size-overflow'
  | 'empty-torrent'
  | 'source-changed'
  | 'not-magnet'
  | 'magnet-too-long'
  | 'too-many-parameters'
  | 'missing-info-hash'
  | 'bad-info-hash'
  | 'several-info-hashes';

/** A .torrent file or magnet link that is refused. The message says in one sentence what is wrong with it. */
export class MetainfoError extends EngineError<MetainfoErrorCode> {}
