import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { call } from '../support/rest-client.ts';

const PROGRAM = fileURLToPath(new URL('../support/fake-process.mjs', import.meta.url));

class Running {
  readonly process: ChildProcessByStdio<null, Readable, Readable>;
  out = '';
  errors = '';

  constructor(flags: string[], environment: Record<string, string>) {
    this.process = spawn(process.execPath, [PROGRAM, ...flags], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'], ...environment },
    });
    this.process.stdout.on('data', (text: Buffer) => (this.out += text.toString()));
    this.process.stderr.on('data', (text: Buffer) => (this.errors += text.toString()));
  }

  /** The link that it prints when it is ready. */
  async link(): Promise<string> {
    while (!this.out.includes('\n')) await once(this.process.stdout, 'data');
    return /^Shoal is ready: (http:\S+)\n/.exec(this.out)?.[1] ?? '';
  }

  async exitCode(): Promise<number | null> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      await once(this.process, 'close');
    }
    return this.process.exitCode;
  }
}

let directory: string;
const running: Running[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'shoal-process-'));
});
afterEach(async () => {
  for (const { process: child } of running.splice(0)) child.kill('SIGKILL');
  await rm(directory, { recursive: true, force: true });
});

function run(flags: string[] = [], environment: Record<string, string> = {}): Running {
  const child = new Running(['--port', '0', ...flags], {
    SHOAL_DATA_DIR: join(directory, 'data'),
    SHOAL_DOWNLOAD_DIR: join(directory, 'downloads'),
    ...environment,
  });
  running.push(child);
  return child;
}

/** The code for the first account, and where the server is. */
async function setupOf(server: Running): Promise<[code: string, link: string]> {
  const link = await server.link();
  while (!server.out.includes('#code=')) await once(server.process.stdout, 'data');
  return [/setup#code=(\S+)/.exec(server.out)?.[1] ?? '', link];
}

describe('the server process', () => {
  it('prints its link and answers there, to nobody before there is an account', async () => {
    const server = run();
    const link = await server.link();
    expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    expect((await call(link, 'GET', 'health/ready')).status).toBe(200);
    expect((await call(link, 'GET', 'api/downloads')).status).toBe(401);
  });

  it('prints the link for the first account at each start, until it is used', async () => {
    const [code, link] = await setupOf(run());
    running.at(-1)?.process.kill('SIGKILL');
    await running.at(-1)?.exitCode();
    const server = run();
    const [again, url] = await setupOf(server);
    expect([again, link]).toEqual([code, expect.stringMatching(/^http:/)]);
    const body = { code, username: 'ada', password: 'a password for tests' };
    expect((await call(url, 'POST', 'api/auth/setup', { body })).status).toBe(201);
    server.process.kill('SIGTERM');
    await server.exitCode();
    const third = run();
    await third.link();
    expect(third.out).not.toContain('setup');
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('stops cleanly at %s', async (signal) => {
    const server = run();
    await server.link();
    server.process.kill(signal);
    expect(await server.exitCode()).toBe(0);
  });

  it('stops at once at the second signal', async () => {
    const server = run([], { FAKE_ENGINE_HANGS: 'yes' });
    await server.link();
    server.process.kill('SIGTERM');
    await once(server.process.stderr, 'data');
    // Two signals in one instant are one: the terminal's and the one that `npm start` passes on.
    await sleep(400);
    server.process.kill('SIGTERM');
    expect(await server.exitCode()).toBe(1);
  });

  it.each<[string[], Record<string, string>, RegExp]>([
    [['--host', 'shoal.example'], {}, /^Shoal cannot start: --host .*IP address.*\n$/],
    [[], { SHOAL_BASE_PATH: '/..' }, /^Shoal cannot start: SHOAL_BASE_PATH .*\n$/],
    [['--no-such-flag'], {}, /^Shoal cannot start: .*--no-such-flag.*\n$/],
  ])('ends with one line for %j %j', async (flags, environment, line) => {
    const server = run(flags, environment);
    expect(await server.exitCode()).toBe(1);
    expect(server.errors).toMatch(line);
  });

  it('tells of a port that is taken', async () => {
    const first = run();
    const { port } = new URL(await first.link());
    const second = run(['--data-dir', join(directory, 'other'), '--port', port]);
    expect(await second.exitCode()).toBe(1);
    expect(second.errors).toContain(`port ${port} is in use`);
  });

  it('ends with one line on a damaged database', async () => {
    await mkdir(join(directory, 'data'));
    await writeFile(join(directory, 'data', 'shoal.db'), 'no database'.repeat(1000));
    const server = run();
    expect(await server.exitCode()).toBe(1);
    expect(server.errors).toMatch(/^Shoal cannot start: The database \S+ is damaged .*\n$/);
  });

  it('refuses the data folder of another, and takes over that of a killed one', async () => {
    const first = run();
    await first.link();
    const second = run();
    expect(await second.exitCode()).toBe(1);
    expect(second.errors).toContain(`process ${first.process.pid}`);
    first.process.kill('SIGKILL');
    await first.exitCode();
    expect(await run().link()).not.toBe('');
  });

  it('warns of a misspelt variable', async () => {
    const server = run([], { SHOAL_PROT: '1' });
    await server.link();
    expect(server.errors).toContain('name=SHOAL_PROT');
  });
});
