/**
 * A program that a test runs beside itself. Its output is kept (the last part of it, for the message of a
 * failure), it is stopped by its own process id, and it never outlives the process that started it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const KEPT_LINES = 200;
const DEFAULT_READY_TIMEOUT_MS = 20_000;
/** How long a program may take to end by itself before it is killed. */
const STOP_GRACE_MS = 5_000;

export interface ProgramOptions {
  cwd?: string;
  /** Added to this process's environment. */
  env?: Record<string, string>;
  /** Whether it reads lines that `writeLine` sends; else its stdin is empty. */
  takesInput?: boolean;
}

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

export class ChildProgram implements AsyncDisposable {
  /** Resolves with the exit code; a signal gives 128 and its number is lost. */
  readonly exited: Promise<number>;

  private readonly child: ChildProcess;
  private readonly name: string;
  private readonly lines: string[] = [];
  private readonly listeners = new Set<(line: string) => void>();

  constructor(command: string, args: readonly string[], options: ProgramOptions = {}) {
    this.name = `${command} ${args.slice(0, 1).join(' ')}`.trim();
    this.child = spawn(command, args, {
      ...(options.cwd !== undefined && { cwd: options.cwd }),
      env: { ...process.env, ...options.env },
      stdio: [options.takesInput === true ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    });
    running.add(this.child);
    // A line that comes too late for it: how it ended says more.
    this.child.stdin?.on('error', () => {});
    this.exited = new Promise((resolve) => {
      // `error` comes where the program could not be started at all.
      this.child.once('error', (error) => this.finish(String(error), 127, resolve));
      this.child.once('exit', (code) => this.finish(`exit code ${code}`, code ?? 128, resolve));
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      if (stream !== null) createInterface({ input: stream }).on('line', (line) => this.keep(line));
    }
  }

  get pid(): number {
    if (this.child.pid === undefined) throw this.failure('did not start');
    return this.child.pid;
  }

  get hasExited(): boolean {
    return !running.has(this.child);
  }

  /** The last lines of stdout and stderr. */
  get output(): string {
    return this.lines.join('\n');
  }

  /** Writes a line to its stdin. */
  writeLine(line: string): void {
    if (this.child.stdin === null) throw this.failure('was started without input');
    this.child.stdin.write(`${line}\n`);
  }

  /** Calls `listener` for each line to come; the returned function ends that. */
  onLine(listener: (line: string) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Resolves with the first line, past or to come, that `matches`. Rejects when the program ends before. */
  async waitForLine(
    matches: (line: string) => boolean,
    timeoutMs = DEFAULT_READY_TIMEOUT_MS,
  ): Promise<string> {
    const seen = this.lines.find(matches);
    return seen ?? (await this.waitForNextLine(matches, timeoutMs));
  }

  /** As `waitForLine`, of the lines to come. */
  async waitForNextLine(
    matches: (line: string) => boolean,
    timeoutMs = DEFAULT_READY_TIMEOUT_MS,
  ): Promise<string> {
    return await new Promise<string>((resolve, reject) => {
      const settle = (act: () => void): void => {
        clearTimeout(timer);
        unsubscribe();
        act();
      };
      const timer = setTimeout(() => {
        settle(() => reject(this.failure(`said nothing that was waited for in ${timeoutMs} ms`)));
      }, timeoutMs);
      const unsubscribe = this.onLine((line) => {
        if (matches(line)) settle(() => resolve(line));
      });
      void this.exited.then(() => settle(() => reject(this.failure('ended'))));
    });
  }

  /** Resolves with the exit code, or rejects after `timeoutMs`. */
  async waitForExit(timeoutMs: number): Promise<number> {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(this.failure(`still runs after ${timeoutMs} ms`)), timeoutMs);
    });
    try {
      return await Promise.race([this.exited, timeout]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Asks it to end, and kills it where it does not. */
  async stop(): Promise<void> {
    if (this.hasExited) return;
    this.child.kill('SIGTERM');
    const killTimer = setTimeout(() => this.child.kill('SIGKILL'), STOP_GRACE_MS);
    await this.exited;
    clearTimeout(killTimer);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  /** An error that carries what the program printed. */
  failure(whatHappened: string): Error {
    return new Error(`${this.name} ${whatHappened}. Its output:\n${this.output}`);
  }

  private keep(line: string): void {
    this.lines.push(line);
    if (this.lines.length > KEPT_LINES) this.lines.shift();
    for (const listener of this.listeners) listener(line);
  }

  private finish(lastLine: string, code: number, resolve: (code: number) => void): void {
    running.delete(this.child);
    this.keep(lastLine);
    resolve(code);
  }
}

/** Runs a program to its end and returns its stdout. Rejects where it fails. */
export async function runProgram(command: string, args: readonly string[]): Promise<string> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const parts: Record<'stdout' | 'stderr', string> = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (parts.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (parts.stderr += text));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} failed (${code}): ${parts.stderr}`);
  return parts.stdout;
}
