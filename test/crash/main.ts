/**
 * `npm run test:crash -- [--kills N] [--seed N] [--power-cuts] [--keep] [--verbose]`: kills the built server N
 * times in the middle of downloads and checks after each death that nothing is lost. The seed is printed; with it the same choices come again.
 */
import { parseArgs } from 'node:util';
import { missingPrograms } from '../support/programs.ts';
import { type CrashFigures, mebibytes, runCrashes } from './crash-run.ts';

const DEFAULT_KILLS = 100;
const KILLS_A_ROUND = 10;
const BYTES_PER_SECOND = 1.5 * 1024 * 1024;
const LONGEST_LIFE_MS = 4_000;
const MOST_SEEDS = 1_000_000;

const say = (line: string): void => void process.stderr.write(`${line}\n`);

await main();
process.exit();

async function main(): Promise<void> {
  const missing = missingPrograms(['libtorrent']);
  if (missing !== null) throw new Error(missing);
  const { values } = parseArgs({
    options: {
      kills: { type: 'string', default: String(DEFAULT_KILLS) },
      seed: { type: 'string', default: String(Math.floor(Math.random() * MOST_SEEDS)) },
      'power-cuts': { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
    },
  });
  const seed = wholeNumber('--seed', values.seed, 0);
  say(`seed ${seed}`);
  try {
    const figures = await runCrashes({
      kills: wholeNumber('--kills', values.kills, 1),
      killsARound: KILLS_A_ROUND,
      seed,
      bytesPerSecond: BYTES_PER_SECOND,
      longestLifeMs: LONGEST_LIFE_MS,
      cutsPower: values['power-cuts'],
      keep: values.keep,
      isVerbose: values.verbose,
      say,
    });
    printFigures(figures);
  } catch (error) {
    say((error as Error).message);
    process.exitCode = 1;
  }
}

function printFigures(figures: CrashFigures): void {
  const { kills, cleanStops, actions, rounds } = figures;
  say(`${kills} kills and ${cleanStops} clean stops in ${rounds} downloads, ${actions} actions`);
  say(
    `fetched again: ${mebibytes(figures.lostBytes)} of ${mebibytes(figures.receivedBytes)}, ` +
      `${mebibytes(figures.mostLostBytes)} at most for one kill; ` +
      `${mebibytes(figures.repeatedBytes)} for other reasons`,
  );
  say(`start: ${spread(figures.startMs)}`);
  say(`recorded pieces had after: ${spread(figures.recordedAfterMs)}`);
  say(`all that was on the disk had after: ${spread(figures.wholeAfterMs)}`);
}

function spread(values: readonly number[]): string {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (share: number): string =>
    `${(sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(0)} ms`;
  return `median ${at(0.5)}, at most ${at(1)}`;
}

function wholeNumber(option: string, text: string, least: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least) return value;
  throw new Error(`${option} is a whole number of at least ${least}, not "${text}".`);
}
