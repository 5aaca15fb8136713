/** One GET of a tracker's, whose reply is kept to 1 MiB, with the errors of trackers. */
import { FetchError } from '../net/fetch-error.ts';
import { guardedGet, type GuardedGet, type HttpReply } from '../net/guarded-get.ts';
import { MAX_REPLY_BYTES } from './announce-reply.ts';
import { toTrackerError, TrackerError } from './tracker-error.ts';

export type HttpGet = Omit<GuardedGet, 'maxBytes'>;

/** Rejects with a TrackerError, or the signal's reason. */
export async function httpGet(get: HttpGet, signal: AbortSignal): Promise<HttpReply> {
  try {
    return await guardedGet({ ...get, maxBytes: MAX_REPLY_BYTES }, signal);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (!(error instanceof FetchError)) throw toTrackerError(error);
    if (error.code === 'too-large') {
      throw new TrackerError('too-large', "The tracker's reply is too large");
    }
    if (error.code === 'connection') {
      throw new TrackerError('connection', 'The tracker closed the connection', { cause: error });
    }
    throw new TrackerError('bad-reply', "The tracker's reply could not be understood", {
      cause: error,
    });
  }
}
