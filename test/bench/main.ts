/**
 * `npm run bench -- [--modes a,b] [--size MiB] [--runs N] [--clients a,b] [--disk FOLDER]
 * [--other-side bare|libtorrent] [--no-write]`: runs the modes one after the other, prints what came of
 * them and keeps it in docs/benchmarks.md.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { missingPrograms } from '../support/programs.ts';
import { writePseudoRandomFile } from '../support/pseudo-random-file.ts';
import { TempFolder } from '../support/temp-folder.ts';
import { parseBenchOptions } from './bench-options.ts';
import { findContestants } from './contestants.ts';
import { chooseDisk, chooseRamDisk } from './disks.ts';
import { modesNamed } from './modes/all-modes.ts';
import type { Section } from './modes/mode.ts';
import { benchmarkPage, printedReport } from './page.ts';

const PAGE = join(import.meta.dirname, '..', '..', 'docs', 'benchmarks.md');

await main();
// A client that failed may still be asked whether it is complete.
process.exit();

async function main(): Promise<void> {
  const missing = missingPrograms(['libtorrent']);
  if (missing !== null) throw new Error(missing);
  const options = parseBenchOptions(process.argv.slice(2));
  const modes = modesNamed(options.modes);
  const ramDisk = await chooseRamDisk(options.bytes);
  const disk = await chooseDisk(options.disk);
  await using contestants = await findContestants(options.clients);
  const report = (line: string): void => console.error(line);
  contestants.missing.forEach(report);
  await warmMemory(ramDisk, options.bytes);

  const sections: Section[] = [];
  for (const mode of modes) {
    report(`--- ${mode.name}`);
    const { runs, bytes: maxBytes, otherSide } = options;
    const { all: allClients, main: mainClients } = contestants;
    const context = { runs, maxBytes, ramDisk, disk, allClients, mainClients, otherSide, report };
    sections.push(await mode.run(context));
  }
  const facts = {
    sections,
    runs: options.runs,
    versions: await Promise.all(contestants.all.map((client) => client.version())),
    missing: contestants.missing,
    command: ['npm run bench --', ...process.argv.slice(2)].join(' ').replace(/ --$/, ''),
  };
  console.log(printedReport(facts));
  if (options.writesPage) await writeFile(PAGE, benchmarkPage(facts));
}

/** The first use of a page of memory is slow on a virtual machine: the first run must not pay for all. */
async function warmMemory(ramDisk: string, bytes: number): Promise<void> {
  await using folder = await TempFolder.create('warm', ramDisk);
  await writePseudoRandomFile(folder.join('warm.bin'), bytes, 'warm');
}
