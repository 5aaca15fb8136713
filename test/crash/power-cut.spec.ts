import { readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runProgram } from '../support/child-program.ts';
import { TempFolder } from '../support/temp-folder.ts';
import { cutPower, recorderArguments } from './power-cut.ts';
import { SeededRandom } from './seeded-random.ts';

let folder: TempFolder;
let watched: string;
let setBack: ReadonlySet<string>;
beforeEach(async () => {
  folder = await TempFolder.create('power-cut');
  watched = await folder.folder('watched');
  process.env['CRASH_TEST_WRITE_LOG'] = folder.join('log');
  process.env['CRASH_TEST_WATCHED_FOLDERS'] = watched;
});
afterEach(() => folder.remove());

/** Runs it in a program of its own, then cuts the power. Gives what is in the folder then, `path: content`. */
async function after(script: string): Promise<string[]> {
  const file = folder.join('script.mjs');
  const prelude = `
    import { openSync, writeSync, fsyncSync, closeSync, mkdirSync, renameSync, unlinkSync, ftruncateSync, constants } from 'node:fs';
    import { Worker, isMainThread } from 'node:worker_threads';
    if (isMainThread) process.chdir(${JSON.stringify(watched)});
    const open = (path) => openSync(path, constants.O_RDWR | constants.O_CREAT, 0o666);
    const write = (path, text, at = 0) => {
      const file = open(path);
      writeSync(file, Buffer.from(text), 0, text.length, at);
      return file;
    };
    const syncFolder = (path) => fsyncSync(openSync(path, constants.O_RDONLY));
    `;
  await writeFile(file, prelude + script);
  await runProgram(process.execPath, [...recorderArguments(), file]);
  ({ setBack } = cutPower(folder.join('log'), [watched], 1, new SeededRandom(1, 'cut')));
  return readdirSync(watched, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(watched, name)).isFile())
    .map((name) => `${name}: ${readFileSync(join(watched, name), 'utf8')}`)
    .toSorted();
}

it('keeps what was synced with its folder, and loses what was written later', async () => {
  const left = await after(`
    const file = write('a', 'abcdef');
    fsyncSync(file);
    syncFolder('.');
    writeSync(file, Buffer.from('xy'), 0, 2, 1);
    writeSync(file, Buffer.from('ghi'), 0, 3, 6);
  `);
  expect(left).toEqual(['a: abcdef']);
});

it('loses a file whose folder was not synced, and folders that nobody synced', async () => {
  const left = await after(`
    fsyncSync(write('a', 'abc'));
    mkdirSync('b/c', { recursive: true });
    fsyncSync(write('b/c/d', 'abc'));
    syncFolder('b/c');
    mkdirSync('e');
    syncFolder('.');
  `);
  expect(left).toEqual(['a: abc']);
});

it('takes back names that were changed or deleted, with what they replaced', async () => {
  await writeFile(join(watched, 'a'), 'old a');
  await writeFile(join(watched, 'b'), 'old b');
  await writeFile(join(watched, 'c'), 'old c');
  const left = await after(`
    renameSync('a', 'b');
    unlinkSync('c');
  `);
  expect(left).toEqual(['a: old a', 'b: old b', 'c: old c']);
});

it('keeps names that were changed or deleted before their folder was synced', async () => {
  await writeFile(join(watched, 'a'), 'old a');
  await writeFile(join(watched, 'c'), 'old c');
  const left = await after(`
    renameSync('a', 'b');
    unlinkSync('c');
    syncFolder('.');
  `);
  expect(left).toEqual(['b: old a']);
});

it('sees what other threads do', async () => {
  await mkdir(join(watched, 'x'));
  const left = await after(`
    if (isMainThread) {
      new Worker(new URL(import.meta.url)).on('exit', () => syncFolder('.'));
    } else {
      write('a', 'abc');
    }
  `);
  expect(left).toEqual(['a: ']);
});

it('gives a file back the length and the time that it had when it was synced, and names it', async () => {
  await writeFile(join(watched, 'a'), '');
  await utimes(join(watched, 'a'), 1000, 1000);
  const left = await after(`
    const file = open('a');
    fsyncSync(file);
    ftruncateSync(file, 100);
    writeSync(file, Buffer.from('abc'), 0, 3, 50);
  `);
  expect(left).toEqual(['a: ']);
  expect(Math.floor(statSync(join(watched, 'a')).mtimeMs)).toBe(1_000_000);
  expect([...setBack]).toEqual([join(watched, 'a')]);
});
