/**
 * The event stream, whatever carries it: gives each reader a place to begin at, and tells all of them of new facts and, once
 * a second, of rates. Invariant: the first thing that a reader hears is its place, and from there on it hears every
 * fact, or that it must reload.
 */
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { APP_LOGGER } from '../config/runtime.module.ts';
import { ENGINE, type Engine } from '../engine-host/engine.port.ts';
import type { EngineStats, Logger } from '../engine/index.ts';
import { FactStreamService, type PublishedFact } from '../facts/fact-stream.service.ts';
import type { ResumeRequest, SessionHello, TorrentProgress } from '@shared/events/stream.js';
import { RATE_NAMES } from '@shared/events/stream.js';
import { MagnetService } from '../torrent/magnet.service.ts';
import { TorrentService } from '../torrent/torrent.service.ts';
import { ProgressWatch } from './progress-watch.ts';
import { RateBoard } from './rate-board.ts';
import type { StreamCarrier, StreamEventName, StreamPlace } from './stream-carrier.ts';
import { StreamReader, type StreamSource } from './stream-reader.ts';

export interface StreamRequest {
  carrier: StreamCarrier;
  /** Where it was, if it comes back. */
  resume: ResumeRequest | null;
  wants?: (name: StreamEventName) => boolean;
}

export interface OpenStream {
  reader: StreamReader;
  close(): void;
}

@Injectable()
export class EventStreamService implements OnModuleInit {
  readonly #readers = new Set<StreamReader>();
  readonly #rates = new RateBoard();
  readonly #torrents = new RateBoard<TorrentProgress>();
  readonly #watch: ProgressWatch;
  readonly #source: StreamSource;
  #stats: EngineStats | null = null;
  #statsText = { place: -1, json: '' };

  constructor(
    @Inject(ENGINE) private readonly engine: Engine,
    @Inject(APP_LOGGER) logger: Logger,
    private readonly facts: FactStreamService,
    private readonly torrents: TorrentService,
    private readonly magnets: MagnetService,
  ) {
    this.#watch = new ProgressWatch(engine, logger);
    this.#source = this.#createSource();
  }

  onModuleInit(): void {
    this.facts.onFact((fact) => this.#onFact(fact));
    this.engine.on('progress', (changes) => this.#rates.take(changes));
    this.engine.on('metadataProgress', (fetches) =>
      this.#torrents.take(
        fetches.map((fetch) => ({ id: fetch.id, metadata: this.magnets.describeFetch(fetch) })),
      ),
    );
    this.torrents.onForgotten((id) => this.#torrents.forget(id));
    this.engine.on('stats', (stats) => void this.#onStats(stats));
  }

  /** How many follow it. */
  get readerCount(): number {
    return this.#readers.size;
  }

  /** Says hello, and tells from then on. Whoever opens it closes it. */
  async open({ carrier, resume, wants = () => true }: StreamRequest): Promise<OpenStream> {
    const wantsRates = RATE_NAMES.some(wants);
    if (wantsRates) await this.#watch.acquire();
    let reader: StreamReader | undefined;
    const close = (): void => {
      if (reader) this.#readers.delete(reader);
      if (wantsRates) this.#watch.release();
    };
    try {
      const stats = await this.engine.stats();
      const resumed = resume !== null && this.#canResume(resume);
      const start = resumed ? toPlace(resume) : this.#end;
      reader = new StreamReader({ carrier, source: this.#source, start, wants });
      const position = { boot: this.facts.position.boot, sequence: start.sequence };
      const hello: SessionHello = { position, ratesPlace: start.rates, stats, resumed };
      reader.send('session:hello', JSON.stringify(hello));
      this.#readers.add(reader);
      reader.tellFacts();
      if (resumed) reader.tellRates();
      return { reader, close };
    } catch (error) {
      close();
      throw error;
    }
  }

  get #end(): StreamPlace {
    return { sequence: this.facts.position.sequence, rates: this.#rates.place };
  }

  #canResume({ position, ratesPlace }: ResumeRequest): boolean {
    return ratesPlace <= this.#rates.place && this.facts.canResume(position);
  }

  #onFact(fact: PublishedFact): void {
    if (fact.name === 'download:removed') this.#rates.forget(fact.payload.id);
    // From then on it is told with the downloads, or there is no more to tell.
    if (fact.name === 'download:added') this.#torrents.forget(fact.payload.download.id);
    if (fact.name === 'torrent:metadata') this.#torrents.forget(fact.payload.id);
    for (const reader of this.#readers) reader.tellFacts();
  }

  /** They come after the rates of the same second; and what happened before is told before. */
  async #onStats(stats: EngineStats): Promise<void> {
    const isNew = JSON.stringify(stats) !== JSON.stringify(this.#stats);
    this.#stats = stats;
    if (isNew) this.#statsText.place = -1;
    await this.facts.settled();
    for (const reader of this.#readers) reader.tellRates();
  }

  #statsAt(place: number): string | null {
    if (this.#stats === null) return null;
    if (this.#statsText.place !== place) {
      this.#statsText = { place, json: JSON.stringify({ ...this.#stats, ratesPlace: place }) };
    }
    return this.#statsText.json;
  }

  #createSource(): StreamSource {
    const { facts } = this;
    const rates = this.#rates;
    const torrents = this.#torrents;
    const statsAt = (place: number): string | null => this.#statsAt(place);
    return {
      get position() {
        return facts.position;
      },
      get ratesPlace() {
        return rates.place;
      },
      recentFact: (sequence) => facts.recent(sequence),
      ratesAfter: (place) => rates.framesAfter(place),
      torrentsAfter: (place) => torrents.framesAfter(place),
      statsAt,
    };
  }
}

function toPlace({ position, ratesPlace }: ResumeRequest): StreamPlace {
  return { sequence: position.sequence, rates: ratesPlace };
}
