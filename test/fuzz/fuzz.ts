/**
 * How a spec fuzzes: inputs made by changing others, and inputs made by rules. The same seed gives the same
 * inputs. SHOAL_FUZZ_SEED takes another, SHOAL_FUZZ_SCALE=10 makes ten times as many, SHOAL_FUZZ_INPUT=<file>
 * tries one alone.
 */
import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { seededRandom } from '../../server/src/engine/core/random.ts';
import { Watchdog } from '../support/watchdog.ts';
import { ByteMutator } from './byte-mutator.ts';
import { FuzzRun } from './fuzz-run.ts';
import type { FuzzTarget } from './fuzz-target.ts';
import { TreeMutator } from './tree-mutator.ts';

const SEED = Number(process.env['SHOAL_FUZZ_SEED'] ?? 20_261_123);
const SCALE = Number(process.env['SHOAL_FUZZ_SCALE'] ?? 1);
const INPUT_FILE = process.env['SHOAL_FUZZ_INPUT'];
/** An input takes some microseconds; what takes this long never ends. */
const HANG_MS = 60_000;
const WATCHED_CASES = 1_000;
/** For the specs: the machine may be busy with others. */
export const FUZZ_TIMEOUT_MS = 10 * 60_000;

/**
 * Examines the corpus and inputs that are changed from it: half of them as trees, where the input is bencode.
 * Returns how many inputs there were.
 */
export async function fuzzMutated(target: FuzzTarget, cases: number): Promise<number> {
  const run = new FuzzRun(target, SEED);
  if (INPUT_FILE !== undefined) return run.alone(readFileSync(INPUT_FILE));
  await using watchdog = new HangWatch(target);
  for (const input of target.corpus) await run.examine(input);
  const random = seededRandom(SEED);
  const bytes = new ByteMutator(random, target);
  const trees = target.isBencode ? new TreeMutator(random, target) : null;
  for (let made = 0; made < cases * SCALE; made++) {
    if (made % WATCHED_CASES === 0) watchdog.expectFrom(made);
    // What the run found worth changing is changed, too.
    const one = run.pool[random.below(run.pool.length)]!;
    const tree = trees !== null && random.below(2) === 0 ? trees.mutate(one) : null;
    const other = run.pool[random.below(run.pool.length)]!;
    await run.examine(tree ?? bytes.mutate(one, other));
  }
  return run.end();
}

/** Examines inputs that fast-check makes; it shrinks one that fails and names the seed and path that repeat it. */
export async function fuzzGenerated(
  target: FuzzTarget,
  inputs: fc.Arbitrary<Uint8Array>,
  cases: number,
): Promise<number> {
  const run = new FuzzRun(target, SEED);
  if (INPUT_FILE !== undefined) return run.alone(readFileSync(INPUT_FILE));
  await using watchdog = new HangWatch(target);
  let made = 0;
  const property = fc.asyncProperty(inputs, async (input) => {
    if (made % WATCHED_CASES === 0) watchdog.expectFrom(made);
    made++;
    await run.examine(input);
  });
  await fc.assert(property, { numRuns: cases * SCALE, seed: SEED });
  return run.end();
}

class HangWatch {
  readonly #target: FuzzTarget;
  readonly #watchdog = new Watchdog(HANG_MS);

  constructor(target: FuzzTarget) {
    this.#target = target;
  }

  expectFrom(made: number): void {
    this.#watchdog.expect(`${this.#target.name}, SHOAL_FUZZ_SEED=${SEED}, from input ${made},`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#watchdog.stop();
  }
}
