/**
 * One life of the server: it starts, is used at random and ends by SIGKILL at a random moment, be it while it starts,
 * runs or stops; now and then it may end by itself, for the difference.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { CrashFinding } from './crash-finding.ts';
import type { Catalogue } from './catalogue.ts';
import type { CrashContent } from './crash-content.ts';
import { KillableServer } from './killable-server.ts';
import type { SeededRandom } from './seeded-random.ts';
import { User } from './user.ts';
import { Watcher, type Before } from './watcher.ts';

/** A start takes about this long: kills while it starts fall into it. */
const START_MS = 1_200;
/**
 * What was recorded must be had this soon after the start. Nothing is read for it but a few samples. As all deadlines
 * for a machine that starts a server in `START_MS`; a busier one has more time.
 */
const RECORDED_DEADLINE_MS = 5_000;
/** What was whole on the disk, recorded or not, must be found this soon. */
const WHOLE_DEADLINE_MS = 15_000;
const LONGEST_BETWEEN_ACTIONS_MS = 900;
const LONGEST_STOP_MS = 700;
const LONG_FORM_MS = 3_000;

export type LifeEnd = 'killed-starting' | 'killed-running' | 'killed-stopping' | 'stopped';

export interface LifeOptions {
  environment: Record<string, string>;
  nodeArguments: readonly string[];
  content: CrashContent;
  catalogue: Catalogue;
  before: Before | null;
  random: SeededRandom;
  /** How long it runs at most before it is killed. */
  longestMs: number;
  folders: readonly string[];
  note: (event: string) => void;
}

export interface LifeOutcome {
  end: LifeEnd;
  actions: number;
  startMs: number | null;
  recordedAfterMs: number | null;
  wholeAfterMs: number | null;
  watcher: Watcher | null;
  /** What the server printed last. */
  output: string;
}

export async function live(options: LifeOptions): Promise<LifeOutcome> {
  const { random, note } = options;
  const end = random.weighted<LifeEnd>([
    [80, 'killed-running'],
    [8, 'killed-starting'],
    [8, 'killed-stopping'],
    [4, 'stopped'],
  ]);
  const checkpointSeconds = random.pick([1, 1, 2, 10]);
  note(`starts, will be ${end}, checkpoints every ${checkpointSeconds} s`);
  const startedAt = performance.now();
  await using server = new KillableServer(
    { ...options.environment, SHOAL_CHECKPOINT_SECONDS: String(checkpointSeconds) },
    options.nodeArguments,
  );
  try {
    if (end === 'killed-starting') {
      await sleep(random.between(0, START_MS));
      await server.kill();
      return {
        end,
        actions: 0,
        startMs: null,
        recordedAfterMs: null,
        wholeAfterMs: null,
        watcher: null,
        output: server.output,
      };
    }
    await server.ready();
    const startMs = performance.now() - startedAt;
    note(`is ready after ${startMs.toFixed(0)} ms`);
    const { watcher, actions } = await use(server, end, Math.max(1, startMs / START_MS), options);
    await finish(server, end, options);
    const { recordedAfterMs, wholeAfterMs } = watcher;
    return { end, actions, startMs, recordedAfterMs, wholeAfterMs, watcher, output: server.output };
  } catch (error) {
    if (error instanceof CrashFinding) error.message += `\nThe server said:\n${server.output}`;
    throw error;
  }
}

/** Acts at random until the moment of the kill, on a machine that takes so many times the time it should. */
async function use(
  server: KillableServer,
  end: LifeEnd,
  slowness: number,
  options: LifeOptions,
): Promise<{ watcher: Watcher; actions: number }> {
  const { random, content, catalogue, before, note } = options;
  const watcher = new Watcher(server, content, before);
  await watcher.look();
  if (random.chance(0.7)) await waitForRecorded(watcher);
  const user = new User({ server, content, catalogue, random, folders: options.folders, note });
  const endsAt = performance.now() + lifetime(random, options.longestMs);
  let actions = 0;
  for (;;) {
    const pause = random.between(20, LONGEST_BETWEEN_ACTIONS_MS);
    const until = Math.min(performance.now() + pause, endsAt);
    while (performance.now() < until) {
      await watcher.look();
      await sleep(Math.max(0, Math.min(50, until - performance.now())));
    }
    if (performance.now() >= endsAt) break;
    judgeRestart(watcher, user, catalogue, slowness);
    await user.act();
    actions += 1;
  }
  if (end === 'killed-running' && random.chance(0.5)) {
    const striking = user.strike();
    await sleep(random.chance(0.5) ? random.between(0, 40) : random.between(0, 400));
    await server.kill();
    await striking;
    actions += 1;
  }
  return { watcher, actions };
}

async function finish(
  server: KillableServer,
  end: LifeEnd,
  { random, note }: LifeOptions,
): Promise<void> {
  if (end === 'killed-running') {
    await server.kill();
  } else if (end === 'killed-stopping') {
    server.terminate();
    await sleep(random.between(0, LONGEST_STOP_MS));
    await server.kill();
  } else {
    server.terminate();
    const code = await server.exitCode();
    if (code !== 0) throw new CrashFinding(`a clean stop ended with ${code}`);
  }
  note('is dead');
}

/** Many short lives, some long ones; in the long form some that see a checkpoint at its default of 10 s. */
function lifetime(random: SeededRandom, longestMs: number): number {
  if (longestMs > LONG_FORM_MS && random.chance(0.06)) return random.between(8_000, 12_500);
  return random.chance(0.2) ? random.between(0, 300) : random.between(100, longestMs);
}

async function waitForRecorded(watcher: Watcher): Promise<void> {
  while (watcher.recordedAfterMs === null && watcher.watchedMs < RECORDED_DEADLINE_MS) {
    await watcher.look();
    await sleep(10);
  }
}

function judgeRestart(watcher: Watcher, user: User, catalogue: Catalogue, slowness: number): void {
  // A paused download checks nothing.
  if (catalogue.wantedState.value !== 'started') return;
  const sinceMs = Math.min(user.undisturbedMs, watcher.watchedMs);
  const judge = (kind: keyof Before, afterMs: number | null, deadlineMs: number): void => {
    if (afterMs !== null || sinceMs <= deadlineMs) return;
    throw new CrashFinding(
      `pieces that were ${kind} are not had ${sinceMs.toFixed(0)} ms after the start: ` +
        `${watcher.lacking(kind).join(' ')}; state ${watcher.status?.state}`,
    );
  };
  judge('recorded', watcher.recordedAfterMs, RECORDED_DEADLINE_MS * slowness);
  judge('whole', watcher.wholeAfterMs, WHOLE_DEADLINE_MS * slowness);
}
