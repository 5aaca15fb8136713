/**
 * Plays a power cut on the files that a dead server left: what was written and not synced is taken back, all of it
 * or a random part, since a disk writes in the order that it likes; names that were made, changed or deleted go back
 * where their folder was not synced. The worst that POSIX allows, not what one file system does. The database is left
 * as it is: SQLite syncs every commit (its own tests cut the power), and records that are newer than the data are what
 * must never be.
 */
import {
  closeSync,
  existsSync,
  ftruncateSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { SeededRandom } from './seeded-random.ts';
import type { FileKey, RecordedStep, StepRecord } from './write-log.ts';

type Write = RecordedStep & { kind: 'write' };
type Rename = RecordedStep & { kind: 'rename' };

interface Noted {
  step: RecordedStep;
  beganAt: number;
  /** Infinity where the process died in the middle. */
  endedAt: number;
}

/** For the Node that runs the server. */
export function recorderArguments(): string[] {
  return ['--import', pathToFileURL(join(import.meta.dirname, 'write-recorder.ts')).href];
}

export interface PowerCut {
  /** What was lost, for a message. */
  lost: string;
  /** Files that have the time of their last sync, so that nobody sees whether something came after it. */
  setBack: ReadonlySet<string>;
}

/** Cuts the power: `share` of what was not synced is lost. The log is empty afterwards. */
export function cutPower(
  logPath: string,
  folders: readonly string[],
  share: number,
  random: SeededRandom,
): PowerCut {
  if (!existsSync(logPath)) return { lost: 'nothing', setBack: new Set() };
  const steps = readLog(logPath);
  const lost = steps.filter((noted) => !isDurable(noted, steps) && random.next() < share);
  const disk = new CutDisk(folders);
  for (const { step } of lost.toReversed()) disk.takeBack(step);
  const setBack = disk.setTimes(steps);
  truncateSync(logPath);
  for (const folder of folders) rmSync(`${folder}.graves`, { recursive: true, force: true });
  return { lost: summaryOf(lost.map(({ step }) => step)), setBack };
}

function summaryOf(steps: readonly RecordedStep[]): string {
  const names = steps.flatMap((step) => ('path' in step ? [`${step.kind} of ${step.path}`] : []));
  return `${steps.length - names.length} writes, ${names.join(', ') || 'no name'}`;
}

function readLog(path: string): Noted[] {
  const noted = new Map<string, Noted>();
  const lines = readFileSync(path, 'utf8').split('\n');
  // What follows the last line break was being written.
  lines.slice(0, -1).forEach((line, at) => {
    const record = JSON.parse(line) as StepRecord;
    if (record.at === 'before') {
      noted.set(record.id, { step: record.step, beganAt: at, endedAt: Infinity });
    } else {
      noted.get(record.id)!.endedAt = at;
    }
  });
  return [...noted.values()];
}

/** Whether a sync of the file, or of the folder for a name, began after it had happened, and ended. */
function isDurable({ step, endedAt }: Noted, steps: readonly Noted[]): boolean {
  if (step.kind === 'sync') return true;
  const file = step.kind === 'write' ? step.file : step.folder;
  return steps.some(
    (other) =>
      other.step.kind === 'sync' &&
      other.step.file === file &&
      other.beganAt > endedAt &&
      other.endedAt !== Infinity,
  );
}

/** The files as they stand, found by what they are and not by their names. */
class CutDisk {
  readonly #paths = new Map<FileKey, string>();
  readonly #touched = new Set<FileKey>();

  constructor(folders: readonly string[]) {
    for (const folder of folders.flatMap((path) => [`${path}.graves`, path])) {
      if (!existsSync(folder)) continue;
      for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
        const path = join(folder, name);
        this.#paths.set(keyOf(path), path);
      }
    }
  }

  takeBack(step: RecordedStep): void {
    switch (step.kind) {
      case 'write':
        this.#unwrite(step);
        break;
      case 'create':
        if (existsSync(step.path)) this.#forget(step.path);
        break;
      case 'mkdir':
        rmSync(step.path, { recursive: true, force: true });
        break;
      case 'rmdir':
        if (existsSync(dirname(step.path))) mkdirSync(step.path, { recursive: true });
        break;
      case 'rename':
        this.#unrename(step);
        break;
      case 'unlink':
        if (step.grave !== null) this.#exhume(step.grave, step.path);
        break;
      case 'sync':
        break;
    }
  }

  /** A file keeps the time of its last sync: the worst case, since nobody sees by it that bytes are gone. Gives which. */
  setTimes(steps: readonly Noted[]): Set<string> {
    const setBack = new Set<string>();
    for (const { step } of steps) {
      const path = step.kind === 'sync' ? this.#paths.get(step.file) : undefined;
      if (step.kind !== 'sync' || path === undefined || !this.#touched.has(step.file)) continue;
      const seconds = (Math.floor(step.modifiedMs) + 0.5) / 1000;
      if (!existsSync(path)) continue;
      utimesSync(path, seconds, seconds);
      setBack.add(path);
    }
    return setBack;
  }

  #unwrite({ file, position, length, before, bytes }: Write): void {
    const path = this.#paths.get(file);
    if (path === undefined || !existsSync(path)) return;
    this.#touched.add(file);
    const old = Buffer.alloc(length);
    Buffer.from(before, 'base64').copy(old);
    const descriptor = openSync(path, 'r+');
    try {
      const isTail = statSync(path).size <= position + length;
      writeSync(descriptor, old, 0, length, position);
      if (isTail) ftruncateSync(descriptor, bytes);
    } finally {
      closeSync(descriptor);
    }
  }

  #unrename({ from, path, file, grave }: Rename): void {
    if (existsSync(path) && keyOf(path) === file && existsSync(dirname(from))) {
      renameSync(path, from);
      this.#paths.set(file, from);
    }
    if (grave !== null) this.#exhume(grave, path);
  }

  #exhume(grave: string, path: string): void {
    if (!existsSync(grave) || existsSync(path) || !existsSync(dirname(path))) return;
    linkSync(grave, path);
    this.#paths.set(keyOf(path), path);
  }

  #forget(path: string): void {
    this.#paths.delete(keyOf(path));
    rmSync(path, { force: true });
  }
}

function keyOf(path: string): FileKey {
  const { dev, ino } = lstatSync(path);
  return `${dev}:${ino}`;
}
