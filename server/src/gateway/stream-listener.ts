/** One socket that heard hello. Facts are queued for it however slow it is; rates wait until it can read. */
import type { PublishedFact } from '../facts/fact-stream.service.ts';
import type { SessionStatsDto } from '@shared/dto/session.js';
import type { DownloadProgress, ServerToClientEvents, WatchTab } from '@shared/events/stream.js';
import type { DetailReader } from './detail-stream.ts';
import { ProgressOutbox } from './progress-outbox.ts';
import type { StreamSocket } from './stream-socket.ts';

type DetailPayload<Tab extends WatchTab> = Parameters<ServerToClientEvents[`download:${Tab}`]>[0];

export class StreamListener implements DetailReader {
  readonly #socket: StreamSocket;
  readonly #outbox = new ProgressOutbox();
  #stats: SessionStatsDto | null = null;
  #areRatesScheduled = false;
  #isDraining = false;

  constructor(socket: StreamSocket) {
    this.#socket = socket;
  }

  passFact({ name, payload }: PublishedFact): void {
    if (name === 'download:removed') this.#outbox.forget(payload.id);
    // PublishedFact pairs names with payloads; the emitter's types cannot follow a union of such pairs.
    const emit = this.#socket.emit.bind(this.#socket) as (
      name: string,
      payload: unknown,
    ) => boolean;
    emit(name, payload);
  }

  passProgress(changes: readonly DownloadProgress[]): void {
    this.#outbox.hold(changes);
    this.#scheduleRates();
  }

  passStats(stats: SessionStatsDto): void {
    this.#stats = stats;
    this.#scheduleRates();
  }

  send(id: string, tab: WatchTab, details: unknown): void {
    switch (tab) {
      case 'files':
        this.#socket.emit('download:files', { id, files: details } as DetailPayload<'files'>);
        break;
      case 'peers':
        this.#socket.emit('download:peers', { id, peers: details } as DetailPayload<'peers'>);
        break;
      case 'trackers':
        this.#socket.emit('download:trackers', {
          id,
          trackers: details,
        } as DetailPayload<'trackers'>);
        break;
    }
  }

  /** Progress and sums come in one turn of the engine: they are sent together, or wait together. */
  #scheduleRates(): void {
    if (this.#areRatesScheduled) return;
    this.#areRatesScheduled = true;
    setImmediate(() => {
      this.#areRatesScheduled = false;
      if (this.#socket.conn.transport.writable) this.#sendRates();
      else this.#sendRatesAfterDrain();
    });
  }

  #sendRatesAfterDrain(): void {
    if (this.#isDraining) return;
    this.#isDraining = true;
    this.#socket.conn.once('drain', () => {
      this.#isDraining = false;
      this.#scheduleRates();
    });
  }

  #sendRates(): void {
    for (const frame of this.#outbox.take()) this.#socket.emit('downloads:progress', frame);
    if (this.#stats) this.#socket.emit('session:stats', this.#stats);
    this.#stats = null;
  }
}
