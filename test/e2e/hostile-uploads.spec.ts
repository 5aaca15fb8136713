/**
 * The most expensive .torrent files that fit into 10 MiB, sent to the server that a user starts: what each costs in
 * computing and memory, and whether the API answers meanwhile.
 */
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { call } from '../support/rest-client.ts';
import { RealServer } from '../support/real-server.ts';
import { TempFolder } from '../support/temp-folder.ts';

const MEBIBYTE = 1024 * 1024;
const LIMIT_BYTES = 10 * MEBIBYTE;
/** Linux counts computing in hundredths of a second. */
const TICKS_PER_SECOND = 100;
const MAX_CPU_SECONDS = 2;
const MAX_GROWTH_BYTES = 300 * MEBIBYTE;
/** A machine that is busy with other tests answers late, but not this late. */
const MAX_MEDIAN_MS = 250;
const PROBE_PAUSE_MS = 20;

const HASHES = (count: number): string => `6:pieces${20 * count}:${'h'.repeat(20 * count)}`;

function torrent(before: string, hashes = HASHES(1), after = '12:piece lengthi16384e'): string {
  return `d4:infod${before}4:name1:x${after}${hashes}ee`;
}

/** As often as it fits beside the rest. */
function filledWith(part: string): string {
  return part.repeat(Math.floor((LIMIT_BYTES - 1_000) / part.length));
}

const files = (entry: string, count: number): string => `5:filesl${entry.repeat(count)}e`;
const SAME = 'd6:lengthi1e4:pathl1:aee';
const DEEP = `d6:lengthi0e4:pathl${'1:a'.repeat(98)}ee`;

const BOMBS: [string, string][] = [
  ['empty strings', `l${filledWith('0:')}e`],
  ['empty dictionaries', `l${filledWith('de')}e`],
  ['as many values as are allowed', torrent(`1:al${'0:'.repeat(2_999_000)}e6:lengthi1e`)],
  ['lists inside one another', 'l'.repeat(LIMIT_BYTES - 1)],
  ['towers of lists', `l${filledWith('l'.repeat(99) + 'e'.repeat(99))}e`],
  ['unsorted keys', `d${filledWith('1:b0:1:a0:')}e`],
  ['integers', `l${filledWith('i9223372036854775807e')}e`],
  ['150,000 files of one name', torrent(files(SAME, 150_000), HASHES(10))],
  ['30,000 files in 98 folders each', torrent(files(DEEP, 30_000))],
  ['half a million pieces', torrent('6:lengthi500000e', HASHES(500_000), '12:piece lengthi1e')],
  ['trackers', `d13:announce-listl${filledWith('l14:http://a.test/e')}ee`],
];

it.runIf(process.platform === 'linux').each(BOMBS)(
  '10 MiB of %s cost little, and the API lives on meanwhile',
  async (_what, text) => {
    const bytes = Uint8Array.from(Buffer.from(text, 'latin1'));
    expect(bytes.length).toBeLessThanOrEqual(LIMIT_BYTES);
    await using folder = await TempFolder.create('bombs');
    await using server = await RealServer.start(folder.path);
    await call(server.url, 'GET', '/api/downloads');
    const before = await costsOf(server.pid);
    const uploading = server.upload(bytes);
    const answers = await answerTimesUntil(uploading, server);
    const { status, body } = await uploading;
    const after = await costsOf(server.pid);
    expect(status).toBeLessThan(500);
    expect(status === 201 || typeof body.code === 'string').toBe(true);
    expect.soft(after.cpuSeconds - before.cpuSeconds).toBeLessThan(MAX_CPU_SECONDS);
    expect.soft(after.peakBytes - before.peakBytes).toBeLessThan(MAX_GROWTH_BYTES);
    expect.soft(median(answers)).toBeLessThan(MAX_MEDIAN_MS);
    expect(server.isRunning).toBe(true);
  },
);

/** How long the API takes to answer, again and again until the work is done. */
async function answerTimesUntil(work: Promise<unknown>, server: RealServer): Promise<number[]> {
  const progress = { isDone: false };
  const ended = work.finally(() => {
    progress.isDone = true;
  });
  const times: number[] = [];
  do {
    const begin = performance.now();
    expect((await call(server.url, 'GET', '/api/downloads')).status).toBe(200);
    times.push(performance.now() - begin);
    await new Promise((resolve) => {
      setTimeout(resolve, PROBE_PAUSE_MS);
    });
  } while (!progress.isDone);
  await ended;
  return times;
}

async function costsOf(pid: number): Promise<{ cpuSeconds: number; peakBytes: number }> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1');
  const status = await readFile(`/proc/${pid}/status`, 'latin1');
  // After the name in brackets: state is field 3, user and system time are 14 and 15 (proc(5)).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const peak = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) * 1024;
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND,
    peakBytes: peak,
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]!;
}
