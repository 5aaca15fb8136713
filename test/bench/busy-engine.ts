/**
 * An engine in memory of whose downloads a given number moves, as downloads do: every second while somebody watches, most
 * of the fields of each. What it costs is next to nothing, so that what is measured is the stream's own.
 */
import { FakeEngine } from '../../server/src/engine-host/testing/fake-engine.ts';
import {
  parseMetainfo,
  type EngineEvents,
  type EngineInfo,
  type EngineStats,
  type ProgressChange,
} from '../../server/src/engine/index.ts';

export interface BusyOptions {
  /** How many downloads move. */
  active: number;
  /** Notices in a second, told whether anybody watches or not. */
  factsPerSecond: number;
}

type Listeners<Name extends keyof EngineEvents> = Set<(event: EngineEvents[Name]) => void>;

const TICK_MS = 1_000;
const FACT_INTERVAL_MS = 50;

export class BusyEngine extends FakeEngine {
  readonly #busy: BusyOptions;
  readonly #progress: Listeners<'progress'> = new Set();
  readonly #stats: Listeners<'stats'> = new Set();
  readonly #timers: NodeJS.Timeout[] = [];
  #ids: string[] = [];
  #seconds = 0;

  constructor(options: BusyOptions) {
    super({ parse: parseMetainfo });
    this.#busy = options;
  }

  override async start(): Promise<EngineInfo> {
    const info = await super.start();
    this.#timers.push(setInterval(() => this.#tick(), TICK_MS));
    const facts = (this.#busy.factsPerSecond * FACT_INTERVAL_MS) / 1000;
    if (facts > 0) this.#timers.push(setInterval(() => this.#notify(facts), FACT_INTERVAL_MS));
    return info;
  }

  override async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await super.stop();
  }

  override on<Name extends keyof EngineEvents>(
    name: Name,
    listener: (event: EngineEvents[Name]) => void,
  ): () => void {
    if (name === 'progress') this.#progress.add(listener as never);
    else if (name === 'stats') this.#stats.add(listener as never);
    else return super.on(name, listener);
    return () => undefined;
  }

  #tick(): void {
    if (!this.isWatched) return;
    this.#learnIds();
    this.#seconds++;
    const changes = this.#ids.slice(0, this.#busy.active).map((id, index) => this.#move(id, index));
    for (const tell of this.#progress) tell(changes);
    for (const tell of this.#stats) tell(this.#sums());
  }

  /** After a start the downloads come one by one. */
  #learnIds(): void {
    if (this.#ids.length < this.#busy.active) this.#ids = this.queue;
  }

  /** What a download that transfers tells: all but the fields that trackers and choices move. */
  #move(id: string, index: number): ProgressChange {
    const done = this.#seconds * 1_000_003 + index * 7_919;
    return {
      id,
      progress: (done % 4_000_037) / 4_000_037,
      completedBytes: 1_000_000_000 + done,
      downloadedBytes: 1_200_000_000 + done,
      uploadedBytes: 300_000_000 + done * 3,
      downloadRate: 1_000_000 + (done % 65_537),
      uploadRate: 300_000 + (done % 32_771),
      ratio: (300_000_000 + done * 3) / (1_200_000_000 + done),
      etaSeconds: 10_000 - (this.#seconds % 9_000),
      peers: 20 + (done % 30),
    };
  }

  #sums(): EngineStats {
    const sum = this.#busy.active;
    return {
      downloadRate: sum * 1_000_000 + this.#seconds,
      uploadRate: sum * 300_000,
      downloads: this.#ids.length,
      activeDownloads: sum,
      peers: sum * 30,
      peerPort: 51_413,
      peerCloses: {},
      alternativeLimits: false,
      dhtNodes: 300,
      reachedFromOutside: true,
    };
  }

  #notify(count: number): void {
    for (let told = 0; told < count; told++) {
      this.notice(
        'info',
        'bench',
        `Something of no weight, ${'as long as a sentence is, '.repeat(8)}.`,
      );
    }
  }
}
