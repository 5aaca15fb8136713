/**
 * `npm run bench -- [--size MiB] [--runs N] [--clients a,b] [--roles download,upload] [--no-write]`
 */
import { statfs, writeFile } from 'node:fs/promises';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { missingPrograms } from '../support/programs.ts';
import { type Role, runBenchmark } from './benchmark.ts';
import { installedClients } from './contestants.ts';
import { benchmarkPage, resultTable } from './report.ts';

const MEBIBYTE = 1024 ** 2;
const ROLES: readonly Role[] = ['download', 'upload'];
const RAM_DISK = '/dev/shm';
/** The content, one copy, and what the clients need. */
const COPIES_IN_MEMORY = 2.5;
const PAGE = join(import.meta.dirname, '..', '..', 'docs', 'benchmarks.md');

const { values } = parseArgs({
  options: {
    size: { type: 'string', default: '2048' },
    runs: { type: 'string', default: '3' },
    clients: { type: 'string', default: '' },
    roles: { type: 'string', default: ROLES.join(',') },
    'no-write': { type: 'boolean', default: false },
  },
});

await main();

async function main(): Promise<void> {
  const missing = missingPrograms(['libtorrent']);
  if (missing !== null) throw new Error(missing);
  const bytes = Number(values.size) * MEBIBYTE;
  const runs = Number(values.runs);
  const clients = installedClients(values.clients.split(',').filter((name) => name !== ''));
  const roles = ROLES.filter((role) => values.roles.split(',').includes(role));
  const ramDisk = await chooseRamDisk(bytes);
  const versions = await Promise.all(clients.map((client) => client.version()));

  const measurements = await runBenchmark({
    clients,
    roles,
    runs,
    bytes,
    ramDisk,
    report: (line) => console.error(line),
  });
  for (const role of roles) {
    console.log(`\n${role}`);
    console.log(
      resultTable(
        measurements.filter((measured) => measured.role === role),
        bytes,
      ),
    );
  }
  if (values['no-write']) return;
  const command = ['npm run bench --', ...process.argv.slice(2)].join(' ').replace(/ --$/, '');
  await writeFile(PAGE, benchmarkPage({ measurements, bytes, runs, versions, command }));
}

/** A RAM disk with room for it all; on a system without one, the folder for temporary files. */
async function chooseRamDisk(bytes: number): Promise<string> {
  const disk = await statfs(RAM_DISK).catch(() => null);
  if (disk === null) return tmpdir();
  const needed = bytes * COPIES_IN_MEMORY;
  const free = Math.min(disk.bavail * disk.bsize, freemem());
  if (free >= needed) return RAM_DISK;
  const mebibytes = (count: number): string => `${Math.floor(count / MEBIBYTE)} MiB`;
  throw new Error(
    `${mebibytes(needed)} of memory are needed and ${mebibytes(free)} are free: choose a smaller --size.`,
  );
}
