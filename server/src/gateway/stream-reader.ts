/**
 * One reader of the stream, whatever carries it. It holds no messages: only how far it was told facts and rates. What it is
 * given at a time is bounded, and the next follows when that is sent; so a reader that stops reading costs what it was
 * given last. Invariants: facts come in order without a gap, or it is told to reload; rates come when nothing waits
 * before them.
 */
import type { PublishedFact } from '../facts/fact-stream.service.ts';
import type { StreamPosition } from '@shared/dto/download.js';
import type { RateFrame } from './rate-board.ts';
import type { StreamCarrier, StreamEventName, StreamPlace } from './stream-carrier.ts';

/** What is there to be told. */
export interface StreamSource {
  readonly position: StreamPosition;
  readonly ratesPlace: number;
  recentFact(sequence: number): PublishedFact | undefined;
  ratesAfter(place: number): readonly RateFrame[];
  /** The same of magnet links; of place 0 all. */
  torrentsAfter(place: number): readonly RateFrame[];
  /** The sums as they are told with the rates of that place; null before the first. */
  statsAt(place: number): string | null;
}

export interface ReaderOptions {
  carrier: StreamCarrier;
  source: StreamSource;
  start: StreamPlace;
  /** Which events it wants. */
  wants: (name: StreamEventName) => boolean;
}

/** Four frames: enough to keep a line busy, and a small part of what a reader may cost. */
const MAX_UNSENT_BYTES = 256 * 1024;
/** What a message takes beside its text while it waits in Socket.IO, in the web socket and in Node. */
const MESSAGE_OVERHEAD_BYTES = 1024;

export class StreamReader {
  readonly #carrier: StreamCarrier;
  readonly #source: StreamSource;
  readonly #wants: (name: StreamEventName) => boolean;
  #sequence: number;
  #rates: number;
  /** Links are few: whoever comes hears of all. */
  #torrents = 0;
  readonly #details: { name: StreamEventName; texts: Iterator<string> }[] = [];
  #unsentBytes = 0;
  #areRatesDue = false;
  #lastStats: string | null = null;

  constructor({ carrier, source, start, wants }: ReaderOptions) {
    this.#carrier = carrier;
    this.#source = source;
    this.#wants = wants;
    this.#sequence = start.sequence;
    this.#rates = start.rates;
  }

  /** Whether more may be given to it though not all is sent yet. */
  get hasRoom(): boolean {
    return this.#unsentBytes < MAX_UNSENT_BYTES;
  }

  /** There are new facts. */
  tellFacts(): void {
    while (this.hasRoom && this.#sequence < this.#source.position.sequence) {
      const fact = this.#source.recentFact(this.#sequence + 1);
      if (!fact) {
        this.#reload();
        return;
      }
      this.#sequence++;
      this.send(fact.name, fact.json);
    }
  }

  /** A second has passed. */
  tellRates(): void {
    this.#areRatesDue = true;
    this.#continue();
  }

  /** Whether it has all the details that it was given before, and room for more. */
  get isReadyForDetails(): boolean {
    return this.#details.length === 0 && this.hasRoom;
  }

  /** Details of a download; each text is taken when there is room for it. */
  sendDetails(name: StreamEventName, texts: Iterable<string>): void {
    this.#details.push({ name, texts: texts[Symbol.iterator]() });
    this.#tellDetails();
  }

  dropDetails(): void {
    this.#details.length = 0;
  }

  /** Where it wants such messages at all. */
  send(name: StreamEventName, json: string): void {
    if (!this.#wants(name)) return;
    const bytes = json.length + MESSAGE_OVERHEAD_BYTES;
    this.#unsentBytes += bytes;
    const place = { sequence: this.#sequence, rates: this.#rates };
    this.#carrier.write({ name, json, place }, () => {
      this.#unsentBytes -= bytes;
      if (this.#unsentBytes === 0) this.#continue();
    });
  }

  /** Goes on where it stopped for want of room. */
  #continue(): void {
    this.tellFacts();
    if (this.#areRatesDue && this.#unsentBytes === 0) this.#tellRatesNow();
    this.#tellDetails();
  }

  #tellRatesNow(): void {
    let frames = this.#source.ratesAfter(this.#rates);
    while (frames.length > 0) {
      for (const { json, upTo } of frames) {
        if (!this.hasRoom) return;
        this.#rates = upTo;
        this.send('downloads:progress', json);
      }
      frames = this.#source.ratesAfter(this.#rates);
    }
    for (const { json, upTo } of this.#source.torrentsAfter(this.#torrents)) {
      if (!this.hasRoom) return;
      this.#torrents = upTo;
      this.send('torrents:progress', json);
    }
    this.#areRatesDue = false;
    this.#tellStats();
  }

  #tellStats(): void {
    const stats = this.#source.statsAt(this.#rates);
    if (stats === null || stats === this.#lastStats) return;
    this.#lastStats = stats;
    this.send('session:stats', stats);
  }

  #tellDetails(): void {
    for (let [first] = this.#details; first && this.hasRoom; [first] = this.#details) {
      const { done, value } = first.texts.next();
      if (done === true) this.#details.shift();
      else this.send(first.name, value);
    }
  }

  /** What it missed is kept no longer: the list says more than all of it. */
  #reload(): void {
    const { position, ratesPlace } = this.#source;
    this.#sequence = position.sequence;
    this.#rates = ratesPlace;
    this.send('session:reload', JSON.stringify({ position, ratesPlace }));
  }
}
