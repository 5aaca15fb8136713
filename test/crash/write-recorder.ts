/**
 * Preloaded into every thread of the server (`node --import`): writes down what the threads do to the files below the
 * watched folders, with what each step replaces, so that after a kill a power cut can be played: what was not synced
 * is taken back (power-cut.ts). The kernel keeps what was written to this log, as it keeps the rest.
 *
 * A step is noted before and after it happens, a sync before it begins and after it ended: what ended before a sync
 * began is on the disk when that ended, in whatever threads they ran.
 */
import fs, { type Stats } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { threadId } from 'node:worker_threads';
import type { FileKey, NameStep, RecordedStep, StepRecord } from './write-log.ts';

const LOG = process.env['CRASH_TEST_WRITE_LOG']!;
/** Each watched folder has one of these beside it, on the same disk: what is deleted is kept there by a link. */
const FOLDERS = process.env['CRASH_TEST_WATCHED_FOLDERS']!.split(':');
const GRAVES = '.graves';

const real = { ...fs };
const log = real.openSync(LOG, 'a');
/** What this thread has open below a watched folder. */
const paths = new Map<number, string>();
let steps = 0;

const isWatched = (path: string): boolean =>
  FOLDERS.some((folder) => path === folder || path.startsWith(`${folder}/`));

function append(record: StepRecord): void {
  real.writeSync(log, `${JSON.stringify(record)}\n`);
}

/** Notes a step around doing it. */
function record<Result>(step: RecordedStep, act: () => Result): Result {
  steps += 1;
  const id = `${process.pid}/${threadId}/${steps}`;
  append({ at: 'before', id, step });
  const result = act();
  append({ at: 'after', id });
  return result;
}

function statOf(path: string): Stats | undefined {
  return real.lstatSync(path, { throwIfNoEntry: false });
}

const keyOf = ({ dev, ino }: Stats): FileKey => `${dev}:${ino}`;

/** What all changes of a name have. */
function nameAt(path: string): Pick<NameStep, 'folder' | 'path'> {
  return { folder: keyOf(real.statSync(dirname(path))), path };
}

/** What a write replaces; empty where the file is shorter. */
function replaced(descriptor: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, real.readSync(descriptor, bytes, 0, length, position));
}

const patched: Partial<typeof fs> = {
  openSync(path, flags, mode) {
    const full = resolve(String(path));
    if (!isWatched(full)) return real.openSync(path, flags, mode);
    const wasThere = statOf(full) !== undefined;
    const open = (): number => real.openSync(path, flags, mode);
    const mayCreate = typeof flags === 'number' && (flags & fs.constants.O_CREAT) !== 0;
    const descriptor =
      wasThere || !mayCreate || statOf(dirname(full)) === undefined
        ? open()
        : record({ kind: 'create', ...nameAt(full) }, open);
    paths.set(descriptor, full);
    return descriptor;
  },
  closeSync(descriptor) {
    paths.delete(descriptor);
    real.closeSync(descriptor);
  },
  writeSync: ((descriptor: number, bytes: Uint8Array, from: number, length: number, at: number) => {
    if (!paths.has(descriptor)) return real.writeSync(descriptor, bytes, from, length, at);
    const stat = real.fstatSync(descriptor);
    const before = replaced(descriptor, at, length).toString('base64');
    const step = {
      kind: 'write',
      file: keyOf(stat),
      position: at,
      length,
      before,
      bytes: stat.size,
    } as const;
    return record(step, () => real.writeSync(descriptor, bytes, from, length, at));
  }) as typeof fs.writeSync,
  ftruncateSync(descriptor, length = 0) {
    if (!paths.has(descriptor)) return real.ftruncateSync(descriptor, length);
    const stat = real.fstatSync(descriptor);
    const position = length ?? 0;
    const cut = Math.max(0, stat.size - position);
    const before = replaced(descriptor, position, cut).toString('base64');
    const file = keyOf(stat);
    const step = { kind: 'write', file, position, length: cut, before, bytes: stat.size } as const;
    return record(step, () => real.ftruncateSync(descriptor, length));
  },
  fsyncSync(descriptor) {
    if (!paths.has(descriptor)) return real.fsyncSync(descriptor);
    const stat = real.fstatSync(descriptor);
    const step = { kind: 'sync', file: keyOf(stat), modifiedMs: stat.mtimeMs } as const;
    record(step, () => real.fsyncSync(descriptor));
  },
  fdatasyncSync(descriptor) {
    fs.fsyncSync(descriptor);
  },
  renameSync(from, to) {
    const [source, target] = [resolve(String(from)), resolve(String(to))];
    if (!isWatched(source) && !isWatched(target)) return real.renameSync(from, to);
    const moved = statOf(source);
    if (moved === undefined) return real.renameSync(from, to);
    const grave = bury(target);
    const file = keyOf(moved);
    record({ kind: 'rename', from: source, ...nameAt(target), file, grave }, () =>
      real.renameSync(from, to),
    );
  },
  unlinkSync(path) {
    const full = resolve(String(path));
    if (!isWatched(full) || statOf(full) === undefined) return real.unlinkSync(path);
    const grave = bury(full);
    record({ kind: 'unlink', ...nameAt(full), grave }, () => real.unlinkSync(path));
  },
  mkdirSync: ((path: string, options?: fs.MakeDirectoryOptions) => {
    const full = resolve(path);
    if (!isWatched(full)) return real.mkdirSync(path, options);
    if (options?.recursive === true && statOf(dirname(full)) === undefined) {
      fs.mkdirSync(dirname(full), options);
    }
    if (statOf(full) !== undefined) return real.mkdirSync(path, options);
    return record({ kind: 'mkdir', ...nameAt(full) }, () => real.mkdirSync(path, options));
  }) as typeof fs.mkdirSync,
  rmdirSync(path) {
    const full = resolve(String(path));
    if (!isWatched(full)) return real.rmdirSync(path);
    record({ kind: 'rmdir', ...nameAt(full) }, () => real.rmdirSync(path));
  },
};

/** A link that keeps a file which is about to lose its name; null where there is none. */
function bury(path: string): string | null {
  const stat = statOf(path);
  const folder = FOLDERS.find((root) => path.startsWith(`${root}/`));
  if (folder === undefined || stat?.isFile() !== true) return null;
  const graves = `${folder}${GRAVES}`;
  real.mkdirSync(graves, { recursive: true });
  steps += 1;
  const grave = join(graves, `${process.pid}-${threadId}-${steps}`);
  real.linkSync(path, grave);
  return grave;
}

Object.assign(fs, patched);
syncBuiltinESMExports();
