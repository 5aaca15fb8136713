/** Why a guarded fetch gave nothing. What the other side sent is in none of its messages. */
import { EngineError } from '../core/engine-error.ts';

export type FetchErrorCode =
  /** It leads where nothing of ours goes: the address, the port, the scheme, a redirect. */
  'refused' | 'timeout' | 'dns' | 'connection' | 'tls' | 'http-status' | 'too-large' | 'bad-reply';

export class FetchError extends EngineError<FetchErrorCode> {}
