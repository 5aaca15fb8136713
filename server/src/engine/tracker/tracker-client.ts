/**
 * One announce to any kind of tracker: picks the transport, waits for a place in the session's queue, and
 * ends by its deadline whatever the transport does.
 */
import { untilAborted } from '../core/until-aborted.ts';
import type { Clock } from '../core/clock.ts';
import type { AnnounceCounts } from './announce-counts.ts';
import type { AnnounceQueue } from './announce-queue.ts';
import { toTrackerError, TrackerError } from './tracker-error.ts';
import {
  type AnnounceReply,
  type AnnounceRequest,
  type TrackerTransport,
} from './tracker-transport.ts';

export interface AnnounceOptions {
  /** Counts from when the announce leaves the queue. */
  deadlineMs: number;
  /** Aborted when nobody wants the answer any more. */
  signal: AbortSignal;
}

/** Announces, and rejects with a TrackerError only. */
export type Announce = (
  request: AnnounceRequest,
  options: AnnounceOptions,
) => Promise<AnnounceReply>;

export interface TrackerClientParts {
  clock: Clock;
  queue: AnnounceQueue;
  counts: AnnounceCounts;
  http: TrackerTransport;
  udp: TrackerTransport;
}

export class TrackerClient {
  readonly #parts: TrackerClientParts;
  readonly #running = new Set<AbortController>();
  #isClosed = false;

  constructor(parts: TrackerClientParts) {
    this.#parts = parts;
  }

  readonly announce: Announce = async (request, options) => {
    if (this.#isClosed) throw cancelled();
    const controller = new AbortController();
    const onAbort = (): void => controller.abort(cancelled());
    options.signal.addEventListener('abort', onAbort, { once: true });
    if (options.signal.aborted) onAbort();
    this.#running.add(controller);
    const { counts, queue } = this.#parts;
    try {
      const reply = await queue.run(
        () => this.#announceInTime(request, options.deadlineMs, controller),
        controller.signal,
      );
      counts.countAnswer(request.url);
      return reply;
    } catch (error) {
      const fault = toTrackerError(error);
      if (!options.signal.aborted && !this.#isClosed) counts.countFailure(request.url, fault.code);
      throw fault;
    } finally {
      this.#running.delete(controller);
      options.signal.removeEventListener('abort', onAbort);
    }
  };

  /** Ends every announce that runs or waits. */
  close(): void {
    this.#isClosed = true;
    for (const controller of this.#running) controller.abort(cancelled());
  }

  async #announceInTime(
    request: AnnounceRequest,
    deadlineMs: number,
    controller: AbortController,
  ): Promise<AnnounceReply> {
    const timer = this.#parts.clock.setTimer(deadlineMs, () => {
      controller.abort(new TrackerError('timeout', 'The tracker did not answer in time'));
    });
    const transport = request.url.protocol === 'udp:' ? this.#parts.udp : this.#parts.http;
    try {
      return await untilAborted(transport.announce(request, controller.signal), controller.signal);
    } finally {
      timer.cancel();
    }
  }
}

const SCHEMES = new Set(['http:', 'https:', 'udp:']);

/**
 * The URL of a tracker. A UDP host is spelt as an HTTP host would be (lower case, IDNA, decimal IPv4), which
 * URL leaves out for schemes that it does not know. Throws a TrackerError.
 */
export function parseTrackerUrl(text: string): URL {
  const scheme = /^([a-z][a-z0-9+.-]*:)\/\//i.exec(text)?.[1]?.toLowerCase() ?? '';
  if (!SCHEMES.has(scheme)) {
    throw new TrackerError('unsupported-scheme', 'Shoal does not support this kind of tracker');
  }
  const isUdp = scheme === 'udp:';
  const url = URL.parse(isUdp ? `http:${text.slice(scheme.length)}` : text);
  if (url === null) throw new TrackerError('unsupported-scheme', "The tracker's URL is not valid");
  return isUdp ? new URL(`udp:${url.href.slice('http:'.length)}`) : url;
}

function cancelled(): TrackerError {
  return new TrackerError('connection', 'The announce was cancelled');
}
