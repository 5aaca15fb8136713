/**
 * A place with file systems of its own: a mount namespace, below a user namespace where the system lets us, so that
 * disks can be filled, taken away and made read-only by whoever runs the tests, root or not, and nobody else sees
 * them. Servers that are started in it have no capabilities: permissions hold for them even when we are root.
 * Invariant: all of it is gone when the holder's process is, however the test ends.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ChildProgram, runProgram } from '../support/child-program.ts';
import { SYSTEM_PYTHON } from '../support/programs.ts';
import { TempFolder } from '../support/temp-folder.ts';
import { waitUntil } from '../support/wait-until.ts';

const FAULT_FILE_SYSTEM = join(import.meta.dirname, '..', 'support', 'python', 'fault_fs.py');
const NAMESPACES = [
  { unshare: ['-U', '-r', '-m'], enter: ['-U', '-m', '--preserve-credentials'] },
  // Where user namespaces are switched off, root may still have mounts of its own.
  { unshare: ['-m'], enter: ['-m'] },
] as const;
type Namespace = (typeof NAMESPACES)[number];

const REMOUNT_MS = 3_000;
const WITHOUT_CAPABILITIES = ['setpriv', '--bounding-set=-all', '--inh-caps=-all'];

let usable: Namespace | null | undefined;

function usableNamespace(): Namespace | null {
  usable ??=
    NAMESPACES.find(({ unshare }) => {
      const attempt = ['mount', '-t', 'tmpfs', 'probe', '/mnt'];
      return spawnSync('unshare', [...unshare, ...attempt]).status === 0;
    }) ?? null;
  return usable;
}

/** Why no lab can be opened here, as a sentence; null where one can. */
export function missingForLab(): string | null {
  if (usableNamespace() !== null) return null;
  return (
    'file systems cannot be mounted: run as root with CAP_SYS_ADMIN (docker run --privileged), ' +
    'or allow user namespaces (sysctl user.max_user_namespaces)'
  );
}

/** Why no file system that fails on demand can be mounted here; null where one can. */
export function missingForFaultFileSystem(): string | null {
  const missing = missingForLab();
  if (missing !== null) return missing;
  try {
    accessSync('/dev/fuse', constants.R_OK | constants.W_OK);
    return null;
  } catch {
    return '/dev/fuse cannot be opened: run as root, or chmod 666 /dev/fuse (docker run --device /dev/fuse)';
  }
}

export class FaultLab implements AsyncDisposable {
  private readonly folder: TempFolder;
  private readonly holder: ChildProgram;
  private readonly enter: readonly string[];

  private constructor(folder: TempFolder, holder: ChildProgram, enter: readonly string[]) {
    this.folder = folder;
    this.holder = holder;
    this.enter = enter;
  }

  static async open(): Promise<FaultLab> {
    const namespace = usableNamespace();
    if (namespace === null) throw new Error(missingForLab() ?? '');
    const folder = await TempFolder.create('faults');
    // Ends when its input does: with us.
    const script = 'echo ready; exec cat';
    const holder = new ChildProgram('unshare', [...namespace.unshare, 'sh', '-c', script], {
      takesInput: true,
    });
    await holder.waitForLine((line) => line === 'ready');
    const enter = ['nsenter', '-t', String(holder.pid), ...namespace.enter];
    return new FaultLab(folder, holder, enter);
  }

  /** A path as programs in the lab name it. */
  path(...parts: string[]): string {
    return this.folder.join(...parts);
  }

  /** A folder on the machine's own disk; gives its path. */
  async folderOf(name: string): Promise<string> {
    return this.folder.folder(name);
  }

  /** The same place as programs outside of the lab name it. */
  outside(path: string): string {
    return join('/proc', String(this.holder.pid), 'root', path);
  }

  /** A file system in memory that holds so much, and so many files and folders; gives its path. */
  async memoryDisk(name: string, bytes: number, { files = 10_000 } = {}): Promise<string> {
    const path = await this.mountPoint(name);
    const options = `size=${bytes},nr_inodes=${files},mode=755`;
    await this.run('mount', '-t', 'tmpfs', '-o', options, 'shoal-faults', path);
    return path;
  }

  /** Changes options of a file system; the system refuses it while a file is open that would have to be closed. */
  async remount(path: string, options: string): Promise<void> {
    const remount = ['mount', '-o', `remount,${options}`, 'shoal-faults', path];
    // With the device named, the options are these alone: the known ones name users outside of the lab.
    await waitUntil(async () => (await this.run(...remount)) === '', {
      timeoutMs: REMOUNT_MS,
      what: `${path} to be mounted with ${options}`,
    });
  }

  /** A file system that fails when it is told to. */
  async failingDisk(name: string): Promise<FailingDisk> {
    const backing = await this.folderOf(`${name}-backing`);
    const path = await this.mountPoint(name);
    const [command, ...args] = [...this.enter, SYSTEM_PYTHON, FAULT_FILE_SYSTEM, backing, path];
    const program = new ChildProgram(command, args, { takesInput: true });
    await program.waitForLine((line) => line === 'mounted');
    return new FailingDisk(path, program);
  }

  /** Runs a program in the lab, as its root. */
  async run(...command: readonly string[]): Promise<string> {
    const [program, ...args] = [...this.enter, ...command];
    return runProgram(program!, args);
  }

  /** What a command line begins with so that the program runs in the lab, without any special right. */
  launcher(limits: { openFiles?: number } = {}): string[] {
    const { openFiles } = limits;
    const limit = openFiles === undefined ? [] : ['prlimit', `--nofile=${openFiles}:${openFiles}`];
    return [...this.enter, ...limit, ...WITHOUT_CAPABILITIES];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.holder.stop();
    await this.folder.remove();
  }

  private async mountPoint(name: string): Promise<string> {
    const path = this.path(name);
    await mkdir(path);
    return path;
  }
}

/** The errors that a test may ask for, and what may fail with them. */
export type FailingOperation =
  | 'open'
  | 'create'
  | 'read'
  | 'write'
  | 'fsync'
  | 'truncate'
  | 'mkdir'
  | 'unlink'
  | 'rename'
  | 'stat'
  | 'statfs';

export class FailingDisk implements AsyncDisposable {
  readonly path: string;
  private readonly program: ChildProgram;
  private commands = 0;

  constructor(path: string, program: ChildProgram) {
    this.path = path;
    this.program = program;
  }

  /** From now on these operations fail so, on paths that have `text` in them. */
  async fail(error: string, operations: readonly FailingOperation[], text = ''): Promise<void> {
    await this.tell(`fail ${error} ${operations.join(',')} ${text}`);
  }

  /** From now on nothing is answered. */
  async hang(): Promise<void> {
    await this.tell('hang');
  }

  /** Nothing fails any more, and what waits is answered. */
  async heal(): Promise<void> {
    await this.tell('heal');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.program.stop();
  }

  private async tell(command: string): Promise<void> {
    this.commands += 1;
    const answer = `done ${this.commands}`;
    this.program.writeLine(`${this.commands} ${command}`);
    await this.program.waitForLine((line) => line === answer);
  }
}
