/**
 * The base of every typed error of the engine: a stable `code` from its area's closed union, and a message
 * that a user can act on. A peer's fault closes that peer, a tracker's backs that tracker off, a disk's
 * stops that download; only a broken invariant of our own may stop the process.
 */
export abstract class EngineError<Code extends string = string> extends Error {
  readonly code: Code;

  constructor(code: Code, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** A request of the caller that cannot be met: an unknown download, a state that does not allow it. */
export class RequestError extends EngineError<RequestErrorCode> {}

export type RequestErrorCode =
  | 'download-not-found'
  | 'download-exists'
  | 'tracker-not-found'
  | 'state-conflict'
  | 'path-conflict'
  | 'volume-missing'
  | 'disk-full'
  | 'invalid-argument'
  | 'engine-stopped';
