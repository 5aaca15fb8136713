/**
 * An HTTP answer without end that carries the stream as server-sent events (HTML standard, section 9.2). A comment now and
 * then keeps proxies from taking it for dead. One whose reader takes nothing for a minute is ended.
 */
import type { Response } from 'express';
import { formatEventId } from './resume-request.ts';
import type { StreamCarrier, StreamMessage } from './stream-carrier.ts';

const HEARTBEAT_MS = 15_000;
/** What a reader waits before it comes back. */
const RETRY_MS = 3_000;
const STALLED_HEARTBEATS = 4;

const HEADERS = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store, no-transform',
  // nginx would wait for more.
  'X-Accel-Buffering': 'no',
};

export class EventSourceAnswer implements StreamCarrier {
  readonly #response: Response;
  readonly #boot: string;
  #heartbeat: NodeJS.Timeout | undefined;
  #unsent = 0;
  #silentHeartbeats = 0;

  /** `boot` names this run of the server in the events' ids. */
  constructor(response: Response, boot: string) {
    this.#response = response;
    this.#boot = boot;
  }

  get isOpen(): boolean {
    return !this.#response.writableEnded && !this.#response.destroyed;
  }

  /** The answer's head; it goes out before the first event, until which there may be a problem instead. */
  begin(): void {
    this.#response.status(200).set(HEADERS).flushHeaders();
    this.#response.write(`retry: ${RETRY_MS}\n\n`);
    this.#heartbeat = setInterval(() => this.#beat(), HEARTBEAT_MS);
    this.#response.once('close', () => clearInterval(this.#heartbeat));
  }

  write({ name, json, place }: StreamMessage, onSent: () => void): void {
    if (!this.isOpen) return;
    if (!this.#response.headersSent) this.begin();
    const position = { boot: this.#boot, sequence: place.sequence };
    const id = formatEventId({ position, ratesPlace: place.rates });
    this.#unsent++;
    this.#response.write(`id: ${id}\nevent: ${name}\ndata: ${json}\n\n`, (error) => {
      if (error) return;
      this.#unsent--;
      this.#silentHeartbeats = 0;
      onSent();
    });
  }

  end(): void {
    this.#response.end();
  }

  #beat(): void {
    if (this.#unsent === 0) this.#response.write(':\n\n');
    else if (++this.#silentHeartbeats >= STALLED_HEARTBEATS) this.#response.destroy();
  }
}
