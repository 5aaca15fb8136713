/**
 * Feeds a target with inputs and judges each: nothing but the parser's own typed error may come out, no input may
 * cost more than case-costs.ts says, and the prototypes that all objects share must stay as they are.
 */
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  leastGrowthBytes,
  leastTimeMs,
  MAX_CASE_BYTES,
  MAX_CASE_MS,
  peakBytes,
  threadCpuMs,
} from './case-costs.ts';
import type { FuzzTarget } from './fuzz-target.ts';

/** Memory is looked at so often; looking costs as much as a case. */
const BATCH = 256;
/** What takes longer is tried again alone, so that the slowest one is told truly. */
const SUSPICIOUS_MS = 25;
/** Inputs with new outcomes are kept for further changes, so many at most. */
const MAX_POOL = 4_000;
/** Longer ones take time that many short ones use better. */
const MAX_POOLED_BYTES = 8_192;
const SHARED = [Object, Array, Map, Uint8Array, String, Number, Function].map(
  ({ prototype }) => prototype as object,
);

export class FuzzRun {
  /** Inputs that are worth changing: the corpus, and what had an outcome of its own; none is long. */
  readonly pool: Uint8Array[];
  readonly #target: FuzzTarget;
  readonly #seed: number;
  readonly #outcomes = new Set<string>();
  readonly #sharedKeys = sharedKeys();
  readonly #cpuMsAtFirst = threadCpuMs();
  #recent: Uint8Array[] = [];
  #peak = peakBytes();
  #cases = 0;
  #slowestMs = 0;

  constructor(target: FuzzTarget, seed: number) {
    this.#target = target;
    this.#seed = seed;
    this.pool = target.corpus.filter(({ length }) => length <= MAX_POOLED_BYTES);
  }

  /** Tries one input; rejects where something is wrong with what came of it. */
  async examine(input: Uint8Array): Promise<void> {
    this.#cases++;
    const before = threadCpuMs();
    let outcome: string;
    try {
      const given = this.#target.examine(input);
      outcome = typeof given === 'string' ? given : await given;
    } catch (error) {
      throw this.#failure(String(error), input, error);
    }
    const ms = threadCpuMs() - before;
    if (ms > SUSPICIOUS_MS) await this.#examineTime(input);
    else this.#slowestMs = Math.max(this.#slowestMs, ms);
    this.#keep(input, outcome);
    this.#recent.push(input);
    if (this.#recent.length >= BATCH) await this.#endBatch();
  }

  /** Tries one input and nothing else. */
  async alone(input: Uint8Array): Promise<number> {
    await this.examine(input);
    return this.end();
  }

  /** The last checks, and a line of figures. Returns how many inputs there were. */
  async end(): Promise<number> {
    await this.#endBatch();
    const seconds = (threadCpuMs() - this.#cpuMsAtFirst) / 1_000;
    const figures = [
      `${this.#cases} inputs of seed ${this.#seed}`,
      `${seconds.toFixed(1)} s of CPU time (${Math.round(this.#cases / seconds)}/s)`,
      `slowest ${this.#slowestMs.toFixed(1)} ms`,
      `${this.#outcomes.size} outcomes`,
    ];
    process.stderr.write(`fuzz ${this.#target.name}: ${figures.join(', ')}\n`);
    return this.#cases;
  }

  #keep(input: Uint8Array, outcome: string): void {
    if (this.#outcomes.has(outcome)) return;
    this.#outcomes.add(outcome);
    if (this.pool.length < MAX_POOL && input.length <= MAX_POOLED_BYTES) this.pool.push(input);
  }

  async #examineTime(input: Uint8Array): Promise<void> {
    const ms = await leastTimeMs(() => this.#target.examine(input));
    this.#slowestMs = Math.max(this.#slowestMs, ms);
    if (ms > MAX_CASE_MS) throw this.#failure(`it took ${ms.toFixed(0)} ms alone`, input);
  }

  async #endBatch(): Promise<void> {
    const inputs = this.#recent;
    this.#recent = [];
    const last = inputs.at(-1) ?? new Uint8Array();
    if (sharedKeys() !== this.#sharedKeys) throw this.#failure('it changed a prototype', last);
    const before = this.#peak;
    this.#peak = peakBytes();
    if (this.#peak - before <= MAX_CASE_BYTES) return;
    for (const input of inputs) {
      const growth = await leastGrowthBytes(() => this.#target.examine(input));
      if (growth > MAX_CASE_BYTES) throw this.#failure(`it took ${growth} bytes alone`, input);
    }
    this.#peak = peakBytes();
  }

  #failure(what: string, input: Uint8Array, cause?: unknown): Error {
    const file = join(tmpdir(), `shoal-fuzz-${this.#target.name.replaceAll(/\W+/g, '-')}.bin`);
    writeFileSync(file, input);
    const where = `input ${this.#cases} of SHOAL_FUZZ_SEED=${this.#seed}, alone with SHOAL_FUZZ_INPUT=${file}`;
    return new Error(`${this.#target.name}: ${what} (${where})`, { cause });
  }
}

function sharedKeys(): string {
  return SHARED.map((prototype) => Reflect.ownKeys(prototype).map(String).join()).join(';');
}
