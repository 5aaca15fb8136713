/** Many rounds, until the server was killed as often as was asked for, and the figures of all of them. */
import { mkdir } from 'node:fs/promises';
import { statSync } from 'node:fs';
import { TempFolder } from '../support/temp-folder.ts';
import { makeContent } from './crash-content.ts';
import { cutPower, recorderArguments } from './power-cut.ts';
import { Round, type RoundOutcome } from './round.ts';
import { SeededRandom } from './seeded-random.ts';

const KIBIBYTE = 1024;
const MEBIBYTE = 1024 * KIBIBYTE;
const RAM_DISK = '/dev/shm';
/** Rounds alternate between them. */
const PIECE_LENGTHS = [256 * KIBIBYTE, 4 * MEBIBYTE];
const TOTAL_BYTES = 24 * MEBIBYTE;
/** The most that a kill may cost (design 8). */
const MOST_LOST_SECONDS = 10;

export interface CrashRunOptions {
  kills: number;
  killsARound: number;
  seed: number;
  bytesPerSecond: number;
  longestLifeMs: number;
  /** Takes away after each death what was not synced, as a power cut may. */
  cutsPower: boolean;
  /** Leaves the folders where something was found. */
  keep: boolean;
  /** Says every event as it comes. */
  isVerbose: boolean;
  say: (line: string) => void;
}

export interface CrashFigures {
  kills: number;
  cleanStops: number;
  actions: number;
  rounds: number;
  receivedBytes: number;
  repeatedBytes: number;
  lostBytes: number;
  mostLostBytes: number;
  startMs: number[];
  recordedAfterMs: number[];
  wholeAfterMs: number[];
}

/** Rejects with what it found, and the events that led there. */
export async function runCrashes(options: CrashRunOptions): Promise<CrashFigures> {
  const events: string[] = [];
  const startedAt = performance.now();
  const note = (event: string): void => {
    const line = `${((performance.now() - startedAt) / 1000).toFixed(2)} ${event}`;
    events.push(line);
    if (options.isVerbose) options.say(line);
  };
  const folder = await TempFolder.create('crash');
  const ramDisk = await TempFolder.create('crash', RAM_DISK);
  let isRight = false;
  try {
    const outcomes = await runRounds(options, folder, ramDisk, note);
    isRight = true;
    return figuresOf(outcomes);
  } catch (error) {
    const log = events.slice(-60).join('\n');
    const kept = options.keep ? `\nKept: ${folder.path} ${ramDisk.path}` : '';
    throw new Error(
      `Seed ${options.seed}: ${(error as Error).message}\nBefore it:\n${log}${kept}`,
      {
        cause: error,
      },
    );
  } finally {
    if (isRight || !options.keep) await Promise.all([folder.remove(), ramDisk.remove()]);
  }
}

async function runRounds(
  options: CrashRunOptions,
  folder: TempFolder,
  ramDisk: TempFolder,
  note: (event: string) => void,
): Promise<RoundOutcome[]> {
  const { seed, bytesPerSecond, longestLifeMs, cutsPower, say } = options;
  if (statSync(folder.path).dev === statSync(ramDisk.path).dev) {
    say(`${RAM_DISK} is no disk of its own: nothing is moved between two.`);
  }
  const downloads = await folder.folder('downloads');
  const other = await ramDisk.folder('downloads');
  const folders = [downloads, other];
  const log = folder.join('writes.log');
  const outcomes: RoundOutcome[] = [];
  let lives = 0;
  for (let left = options.kills, round = 0; left > 0; round += 1) {
    const pieceLength = PIECE_LENGTHS[round % PIECE_LENGTHS.length]!;
    const name = `round-${round}`;
    const sources = await folder.folder(`sources-${round % PIECE_LENGTHS.length}`);
    await mkdir(sources, { recursive: true });
    const recipe = { name, pieceLength, totalBytes: TOTAL_BYTES, seed: seed + round };
    const kills = Math.min(left, options.killsARound);
    left -= kills;
    const outcome = await Round.run({
      content: await makeContent(sources, recipe),
      environment: {
        SHOAL_DATA_DIR: folder.join('data'),
        SHOAL_DOWNLOAD_DIR: downloads,
        SHOAL_EXTRA_DIRS: other,
        ...(cutsPower && {
          CRASH_TEST_WRITE_LOG: log,
          CRASH_TEST_WATCHED_FOLDERS: folders.join(':'),
        }),
      },
      nodeArguments: cutsPower ? recorderArguments() : [],
      afterDeath: cutsPower
        ? (life) => {
            const random = new SeededRandom(seed, `power cut ${life}`);
            const share = random.chance(0.5) ? 1 : random.between(0.1, 0.9);
            const { lost, setBack } = cutPower(log, folders, share, random);
            note(`lost: ${lost}`);
            return setBack;
          }
        : null,
      dataFolder: folder.join('data'),
      folders,
      bytesPerSecond,
      kills,
      livesBefore: lives,
      seed,
      longestLifeMs,
      note,
    });
    lives = outcome.lastLife;
    // What was deleted with the download stays deleted.
    if (cutsPower) cutPower(log, folders, 0, new SeededRandom(seed, 'nothing'));
    outcomes.push(outcome);
    const most = Math.max(0, ...outcome.losses);
    say(
      `round ${round}: ${outcome.lives.length} lives, ${mebibytes(outcome.receivedBytes)} received, ` +
        `a kill cost at most ${mebibytes(most)}`,
    );
    if (most > MOST_LOST_SECONDS * bytesPerSecond) {
      throw new Error(
        `a kill cost ${mebibytes(most)}, more than ${MOST_LOST_SECONDS} s of transfer`,
      );
    }
  }
  return outcomes;
}

function figuresOf(outcomes: readonly RoundOutcome[]): CrashFigures {
  const lives = outcomes.flatMap((outcome) => outcome.lives);
  const losses = outcomes.flatMap((outcome) => outcome.losses);
  const sum = (values: readonly number[]): number =>
    values.reduce((total, value) => total + value, 0);
  const known = (values: readonly (number | null)[]): number[] =>
    values.filter((value) => value !== null);
  return {
    // The life that adds a torrent is killed too.
    kills: lives.filter(({ end }) => end !== 'stopped').length + outcomes.length,
    cleanStops: lives.filter(({ end }) => end === 'stopped').length,
    actions: sum(lives.map(({ actions }) => actions)),
    rounds: outcomes.length,
    receivedBytes: sum(outcomes.map(({ receivedBytes }) => receivedBytes)),
    repeatedBytes: sum(outcomes.map(({ repeatedBytes }) => repeatedBytes)),
    lostBytes: sum(losses),
    mostLostBytes: Math.max(0, ...losses),
    startMs: known(lives.map(({ startMs }) => startMs)),
    recordedAfterMs: known(lives.map(({ recordedAfterMs }) => recordedAfterMs)),
    wholeAfterMs: known(lives.map(({ wholeAfterMs }) => wholeAfterMs)),
  };
}

export function mebibytes(bytes: number): string {
  return `${(bytes / MEBIBYTE).toFixed(2)} MiB`;
}
