/** Figures of several runs as one line each, and the page that they are published on. */
import { arch, cpus, platform, release, totalmem } from 'node:os';
import { LONG_RUN_SECONDS, type Measurement, type Role } from './benchmark.ts';
import type { TransferFigures } from './measure-transfer.ts';

const MEBIBYTE = 1024 ** 2;
const GIBIBYTE = 1024 ** 3;

const TITLES: Record<Role, string> = {
  download: 'Downloading from a libtorrent seed',
  upload: 'Seeding to a libtorrent leech',
};

/** A Markdown table of one role, the fastest client first. */
export function resultTable(measurements: readonly Measurement[], bytes: number): string {
  const rows = measurements
    .map(({ client, runs }) => ({
      client,
      runs,
      rate: median(runs.map(({ seconds }) => bytes / seconds)),
    }))
    .toSorted((first, second) => second.rate - first.rate)
    .map(({ client, runs, rate }) => resultRow(client, runs, rate, bytes));
  return [
    '| client | runs | MiB/s | range | CPU-s per GiB | peak RSS, MiB | of it its own, MiB |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...rows,
  ].join('\n');
}

function resultRow(
  client: string,
  runs: readonly TransferFigures[],
  rate: number,
  bytes: number,
): string {
  const rates = runs.map(({ seconds }) => bytes / seconds / MEBIBYTE);
  const cpu = median(runs.map(({ cpuSeconds }) => cpuSeconds / (bytes / GIBIBYTE)));
  const resident = median(runs.map(({ peakResidentBytes }) => peakResidentBytes / MEBIBYTE));
  const own = median(runs.map(({ peakAnonymousBytes }) => peakAnonymousBytes / MEBIBYTE));
  const range = `${Math.min(...rates).toFixed(0)} to ${Math.max(...rates).toFixed(0)}`;
  const figures = [(rate / MEBIBYTE).toFixed(0), range, cpu.toFixed(2), resident.toFixed(0)];
  return `| ${[client, runs.length, ...figures, own.toFixed(0)].join(' | ')} |`;
}

export interface ReportFacts {
  measurements: readonly Measurement[];
  bytes: number;
  runs: number;
  versions: readonly string[];
  command: string;
}

/** The whole of docs/benchmarks.md. */
export function benchmarkPage(facts: ReportFacts): string {
  const { measurements, bytes, runs, versions, command } = facts;
  const [processor] = cpus();
  const machine =
    `${cpus().length} x ${processor?.model.trim() ?? 'unknown processor'}, ` +
    `${(totalmem() / GIBIBYTE).toFixed(0)} GiB of memory, ${platform()} ${release()} ${arch()}`;
  const tables = (Object.keys(TITLES) as Role[])
    .map((role) => ({ role, of: measurements.filter((measured) => measured.role === role) }))
    .filter(({ of }) => of.length > 0)
    .map(({ role, of }) => `## ${TITLES[role]}\n\n${resultTable(of, bytes)}\n`);
  return `# Benchmarks

Written by \`npm run bench\`; run it to get the figures of your machine.

- Date: ${new Date().toISOString().slice(0, 10)}
- Machine: ${machine}
- Command: \`${command}\`
- Content: one file of ${(bytes / GIBIBYTE).toFixed(2)} GiB in pieces of 1 MiB, on a RAM disk
- Versions: ${versions.map((version) => version.trim()).join('; ')}

${tables.join('\n')}
## What is measured

One peer sends to one other over loopback TCP, ${runs} times for each client (once where that takes longer than ${LONG_RUN_SECONDS} seconds); the figures are medians, the range is that of all runs. The other side is always libtorrent, as a seed with large send buffers. The leech connects to the seed that is measured; the leech that is measured is connected to, since not every client can be told where to go. Connections are not encrypted. The clock runs from the first data on the loopback device to the moment when the leech says that it has everything, so that start-up and the check of a seed's files do not count. Processor time and memory are those of the measured client's processes with all their threads, over the same span. "Its own" memory leaves out the pages of mapped files, which libtorrent 2 counts as resident though the system can take them back at any time.

Each client has its own defaults, but for DHT, PEX, local discovery, uTP and port mapping, which are off. Shoal runs as \`shoal download\`, so without its web server.

## What is not

Both sides share this machine's processors: a client that needs little of them leaves more to the other side, and the seed's own limit caps the fastest leech. One loopback peer says nothing about many slow peers, real networks or disks. A client is asked whether it is complete every 50 ms, and Transmission and qBittorrent refresh their answer at their own pace: that is the error of short runs.
`;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((first, second) => first - second);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? 0)) / 2;
}
