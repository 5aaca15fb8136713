import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DataDirectoryLock } from '../database/data-directory-lock.ts';
import { openDatabase } from '../database/open-database.ts';
import { FakeEngine } from '../engine-host/testing/fake-engine.ts';
import { parseMetainfo } from '../engine/index.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { formatBytes } from './format.ts';
import { runCli } from './run-cli.ts';
import { RecordedOutput } from './testing/recorded-output.ts';
import { sampleTorrent } from './testing/sample-torrent.ts';

const TICK_MS = 5;

let folder: string;
let engine: FakeEngine;
let interruption: AbortController;
let output: RecordedOutput;
/** What standard input has. */
let typed: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoal-cli-'));
  engine = new FakeEngine({ parse: parseMetainfo, bytesPerSecond: 50_000 });
  interruption = new AbortController();
  output = new RecordedOutput();
  typed = '';
});
afterEach(() => rm(folder, { recursive: true }));

function run(...words: string[]): Promise<number> {
  return runCli(words, {
    createEngine: () => engine,
    environment: {},
    output,
    interrupted: interruption.signal,
    readLine: () => Promise.resolve(typed),
    serve: () => Promise.resolve(7),
  });
}

/** Time of the fake engine passes until `work` ends. */
async function whileTimePasses<T>(work: Promise<T>): Promise<T> {
  const timer = setInterval(() => engine.advance(), TICK_MS);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}

async function torrentFile(sizes = [200_000]): Promise<string> {
  const path = join(folder, 'sample.torrent');
  await writeFile(path, sampleTorrent(sizes).bytes);
  return path;
}

describe('shoal download', () => {
  it('ends with 0 when everything is complete, and stops the engine', async () => {
    const stop = vi.spyOn(engine, 'stop');
    const path = await torrentFile();
    const code = await whileTimePasses(run('download', path, '-o', join(folder, 'new', 'place')));
    expect(code).toBe(EXIT_CODES.done);
    expect(output.text).toMatch(/Complete: 195 KiB in 0:0\d/);
    expect(stop).toHaveBeenCalledOnce();
  });

  it('ends with 1 and the sentence of the fault', async () => {
    const path = await torrentFile();
    const running = run('download', path, '-o', folder);
    await vi.waitUntil(() => output.text.includes('Checking'));
    const { id } = sampleTorrent([200_000]).metainfo;
    engine.failDownload(id, { code: 'disk-full', message: 'The disk is full: free some space.' });
    expect(await running).toBe(EXIT_CODES.failed);
    expect(output.errorText).toContain('The disk is full: free some space.');
  });

  it('ends with 130 when it is interrupted on its way', async () => {
    const path = await torrentFile();
    const running = run('download', path, '-o', folder);
    await vi.waitUntil(() => output.text.includes('Checking'));
    interruption.abort();
    expect(await running).toBe(EXIT_CODES.interrupted);
    expect(output.text).toContain('goes on from here');
  });

  it('seeds until it is interrupted, which is no failure', async () => {
    const path = await torrentFile();
    const running = whileTimePasses(run('download', path, '-o', folder, '--seed'));
    await vi.waitUntil(() => output.text.includes('Seeding'));
    interruption.abort();
    expect(await running).toBe(EXIT_CODES.done);
    expect(output.text).toContain('were sent to others');
  });

  it('counts to its last moment what it sent', async () => {
    const path = await torrentFile();
    const running = run('download', path, '-o', folder, '--seed');
    await vi.waitUntil(() => {
      engine.advance();
      return output.text.includes('Seeding');
    });
    for (let second = 0; second < 3; second++) engine.advance();
    const { uploadedBytes } = await engine.status(sampleTorrent([200_000]).metainfo.id);
    interruption.abort();
    await running;
    expect(output.text).toContain(`Stopped. ${formatBytes(uploadedBytes)} were sent to others.`);
    expect(uploadedBytes).toBeGreaterThan(0);
  });

  it('asks only for the files that were named', async () => {
    const add = vi.spyOn(engine, 'add');
    const path = await torrentFile([20_000, 20_000, 20_000]);
    await whileTimePasses(run('download', path, '-o', folder, '--file', '0,2'));
    expect(add.mock.calls[0]?.[0].filePriorities).toEqual(['normal', 'skip', 'normal']);
  });

  it('asks peers what a magnet link stands for, and fetches the files that it chooses', async () => {
    const add = vi.spyOn(engine, 'add');
    const { bytes, metainfo } = sampleTorrent([20_000, 20_000]);
    engine.magnets.know(metainfo.id, bytes);
    const link = `magnet:?xt=urn:btih:${metainfo.id}&dn=sample&so=1`;
    const code = await whileTimePasses(run('download', link, '-o', folder));
    expect(code).toBe(EXIT_CODES.done);
    expect(output.text).toContain('Asking peers for the metadata of sample.');
    expect(output.text).toMatch(/Complete: /);
    expect(add.mock.calls.map(([{ id, filePriorities }]) => [id, filePriorities])).toEqual([
      [metainfo.id, []],
      [metainfo.id, ['skip', 'normal']],
    ]);
  });

  it('ends with 130 when it is interrupted before the metadata of a link is there', async () => {
    const running = run('download', `magnet:?xt=urn:btih:${'a'.repeat(40)}`, '-o', folder);
    await vi.waitUntil(() => engine.magnets.ids.length > 0);
    interruption.abort();
    expect(await running).toBe(EXIT_CODES.interrupted);
  });

  it('ends with 1 and the reason where the metadata of a link cannot be taken', async () => {
    const id = 'a'.repeat(40);
    const running = run('download', `magnet:?xt=urn:btih:${id}`, '-o', folder);
    await vi.waitUntil(() => engine.magnets.findListed(id));
    engine.failMetadata(id, { code: 'bad-metadata', message: 'It is for v2 alone.' });
    expect(await running).toBe(EXIT_CODES.failed);
    expect(output.errorText).toContain('It is for v2 alone.');
  });

  it('ends with 2 for a link that names no torrent, and for a file that its torrent has not', async () => {
    expect(await run('download', 'magnet:?dn=x', '-o', folder)).toBe(EXIT_CODES.badInput);
    const { bytes, metainfo } = sampleTorrent([20_000]);
    engine.magnets.know(metainfo.id, bytes);
    const words = ['download', `magnet:?xt=urn:btih:${metainfo.id}`, '-o', folder, '--file', '7'];
    expect(await whileTimePasses(run(...words))).toBe(EXIT_CODES.badInput);
  });

  it('gives the named peers to the engine', async () => {
    const addPeers = vi.spyOn(engine, 'addPeers');
    const path = await torrentFile();
    await whileTimePasses(run('download', path, '-o', folder, '--peer', '127.0.0.1:6881'));
    expect(addPeers).toHaveBeenCalledWith(expect.any(String), [
      { address: '127.0.0.1', port: 6881 },
    ]);
  });

  it('prints one JSON object a line at every change of state', async () => {
    const path = await torrentFile();
    await whileTimePasses(run('download', path, '-o', folder, '--json'));
    const records = output.text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(records.map((record) => record['state'])).toEqual(
      expect.arrayContaining(['checking', 'downloading', 'seeding']),
    );
    expect(records.at(-1)).toMatchObject({ state: 'seeding', progress: 1, error: null });
  });

  it('prints nothing when it is told to be quiet', async () => {
    await whileTimePasses(run('download', await torrentFile(), '-o', folder, '--quiet'));
    expect([output.text, output.errorText]).toEqual(['', '']);
  });

  it('redraws one line on a terminal', async () => {
    output = new RecordedOutput({ isTerminal: true });
    await whileTimePasses(run('download', await torrentFile(), '-o', folder));
    expect(output.text).toContain('\r\u001B[K100.0 % [===');
    expect(output.text).toMatch(/195 KiB\nComplete/);
  });

  it('ends with 2 for a file number that the torrent has not', async () => {
    expect(await run('download', await torrentFile(), '-o', folder, '--file', '9')).toBe(2);
    expect(output.errorText).toContain('There is no file 9');
  });

  it('ends with 1 where the folder cannot be made', async () => {
    const path = await torrentFile();
    expect(await run('download', path, '-o', join(path, 'below'))).toBe(EXIT_CODES.failed);
    expect(output.errorText).toMatch(/The folder .* cannot be made: /);
  });

  it('ends with 1 where the engine cannot start', async () => {
    const path = await torrentFile();
    vi.spyOn(engine, 'start').mockRejectedValue(new Error('Port 6881 is taken.'));
    expect(await run('download', path, '-o', folder)).toBe(EXIT_CODES.failed);
    expect(output.errorText).toContain('Port 6881 is taken.');
  });
});

describe('shoal info', () => {
  it('ends with 2 and the reason for a file that is not a torrent', async () => {
    const path = join(folder, 'x.torrent');
    await writeFile(path, '<html>');
    expect(await run('info', path)).toBe(EXIT_CODES.badInput);
    expect(output.errorText).toContain(`${path}: This is not a usable .torrent file`);
  });

  it('ends with 2 for a file that is not there', async () => {
    expect(await run('info', join(folder, 'none'))).toBe(EXIT_CODES.badInput);
    expect(output.errorText).toContain('there is no such file');
  });

  it('prints JSON', async () => {
    expect(await run('info', await torrentFile(), '--json')).toBe(EXIT_CODES.done);
    expect(JSON.parse(output.text)).toMatchObject({ name: 'sample', totalBytes: 200_000 });
  });
});

describe('shoal create', () => {
  it('makes a torrent of a folder that can be read back', async () => {
    await writeFile(join(folder, 'a.txt'), 'hello');
    const target = join(folder, 'made.torrent');
    const tracker = 'http://tracker.example/announce';
    const words = ['create', join(folder, 'a.txt'), '-t', tracker, '-o', target, '--private'];
    expect(await run(...words)).toBe(EXIT_CODES.done);
    expect(parseMetainfo(await readFile(target))).toMatchObject({
      name: 'a.txt',
      private: true,
      trackers: [[tracker]],
    });
    expect(await run(...words)).toBe(EXIT_CODES.failed);
    expect(output.errorText).toContain('it exists already');
  });

  it('ends with 2 for a path that is not there and for a wrong tracker', async () => {
    expect(await run('create', join(folder, 'none'))).toBe(EXIT_CODES.badInput);
    expect(await run('create', folder, '-t', 'tracker')).toBe(EXIT_CODES.badInput);
    expect(output.errorText).toContain('"tracker" is not the address of a tracker');
  });
});

describe('shoal', () => {
  it('tells its version and its help', async () => {
    expect(await run('--version')).toBe(EXIT_CODES.done);
    expect(output.text).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(await run('download', '--help')).toBe(EXIT_CODES.done);
    expect(output.text).toContain('--peer HOST:PORT');
  });

  it('passes the exit code of the server on', async () => {
    expect(await run('serve')).toBe(7);
  });

  it('ends with 2 and points to the help for wrong words', async () => {
    expect(await run('info', '--wrong')).toBe(EXIT_CODES.badInput);
    expect(output.errorText).toContain('Try: shoal info --help');
  });
});

describe('shoal restore-backup', () => {
  it('ends with 1 and a sentence where there is nothing to go back to', async () => {
    const missing = join(folder, 'none');
    expect(await run('restore-backup', '--data-dir', missing)).toBe(EXIT_CODES.failed);
    expect(output.errorText).toBe(`No backup was restored: There is no data folder ${missing}.\n`);
  });
});

describe('shoal reset-password', () => {
  it('ends with 1 and a sentence where there is no database, and shows no password', async () => {
    const words = ['reset-password', '--data-dir', folder];
    expect(await run(...words)).toBe(EXIT_CODES.failed);
    expect(output.errorText).toBe(
      `The password was not changed: There is no database in ${folder}.\n`,
    );
    expect(output.text).toBe('');
  });

  it('takes a password from standard input, never from the command line', async () => {
    await (await openDatabase(folder)).destroy();
    typed = 'a typed password';
    expect(await run('reset-password', '--data-dir', folder, '--stdin')).toBe(EXIT_CODES.failed);
    expect(output.errorText).toContain('There is no account yet');
    expect(await run('reset-password', 'a typed password')).toBe(EXIT_CODES.badInput);
  });
});

describe('shoal doctor', () => {
  const surroundings = (): string[] => [
    `--data-dir=${join(folder, 'data')}`,
    `--download-dir=${join(folder, 'files')}`,
    '--port=0',
    '--peer-port=0',
    '--dht-bootstrap=none',
  ];

  it('finds nothing wrong where a server could start', async () => {
    await mkdir(join(folder, 'data'));
    await mkdir(join(folder, 'files'));
    await (await openDatabase(join(folder, 'data'))).destroy();
    expect(await run('doctor', ...surroundings())).toBe(EXIT_CODES.done);
    expect(output.text).toContain('Server: It does not run.');
    expect(output.text).toMatch(/^ok {4}Download folder .*files: It can be written; /m);
    expect(output.text).toMatch(/^ok {4}Database .*: The database is sound\.$/m);
    expect(output.text).toContain('Nothing is wrong.');
    expect(await readdir(join(folder, 'files'))).toEqual([]);
  });

  it('ends with 1 and says what to do about a folder that is missing and a port that is taken', async () => {
    await mkdir(join(folder, 'data'));
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const code = await run('doctor', ...surroundings(), '--port', String(port));
    other.close();
    expect(code).toBe(EXIT_CODES.failed);
    expect(output.text).toMatch(
      /^FAIL {2}Download folder .*mount the disk, or make the folder\.$/m,
    );
    expect(output.text).toMatch(/^FAIL {2}Web port \d+: Another program has it: .*SHOAL_PORT\.$/m);
    expect(output.text).toContain('To be mended: 2.');
  });

  it('knows a server that runs', async () => {
    await mkdir(join(folder, 'files'));
    const lock = DataDirectoryLock.take(join(folder, 'data'));
    await run('doctor', ...surroundings());
    lock.release();
    expect(output.text).toContain(`Server: It runs (process ${process.pid}).`);
  });

  it('ends with 1 where a setting is wrong', async () => {
    expect(await run('doctor', '--port', 'x')).toBe(EXIT_CODES.failed);
    expect(output.errorText).toContain('--port');
  });
});
