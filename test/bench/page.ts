/** The report of one run: what is printed, and docs/benchmarks.md. */
import { arch, cpus, platform, release, totalmem } from 'node:os';
import { LONG_RUN_SECONDS } from './contest.ts';
import type { Goal, Section } from './modes/mode.ts';
import { markdownTable } from './tables.ts';

const GIBIBYTE = 1024 ** 3;

export interface ReportFacts {
  sections: readonly Section[];
  runs: number;
  versions: readonly string[];
  missing: readonly string[];
  command: string;
}

/** The sections and the goals, for the terminal. */
export function printedReport({ sections }: ReportFacts): string {
  return [...sections.map(sectionText), goalText(sections)].join('\n\n');
}

/** The whole of docs/benchmarks.md. */
export function benchmarkPage(facts: ReportFacts): string {
  const { sections, runs, versions, missing, command } = facts;
  const [processor] = cpus();
  const machine =
    `${cpus().length} x ${processor?.model.trim() ?? 'unknown processor'}, ` +
    `${(totalmem() / GIBIBYTE).toFixed(0)} GiB of memory, ${platform()} ${release()} ${arch()}`;
  const absent = missing.length === 0 ? [] : [`- Not there: ${missing.join(' ')}`];
  return `# Benchmarks

Written by \`npm run bench\`; run it to get the figures of your machine.

- Date: ${new Date().toISOString().slice(0, 10)}
- Machine: ${machine}
- Command: \`${command}\`
- Versions: ${versions.map((version) => version.trim()).join('; ')}
${[...absent, ''].join('\n')}
${[goalText(sections), ...sections.map(sectionText)].filter((text) => text !== '').join('\n\n')}

${explanation(runs)}`;
}

function sectionText({ title, parts }: Section): string {
  return [`## ${title}`, ...parts].join('\n\n');
}

/** Every goal beside what was measured, met or not. */
function goalText(sections: readonly Section[]): string {
  const goals = sections.flatMap((section) => section.goals);
  if (goals.length === 0) return '';
  const cells = ({ what, wanted, measured, isMet }: Goal): string[] => [
    what,
    wanted,
    measured,
    isMet ? 'yes' : 'no',
  ];
  return `## Goals\n\n${markdownTable(['goal', 'wanted', 'measured', 'met'], goals.map(cells))}`;
}

function explanation(runs: number): string {
  return `## What is measured

Content moves over loopback TCP, ${runs === 1 ? 'once' : `${runs} times`} for each client (once where that takes longer than ${LONG_RUN_SECONDS} seconds), and clients take turns. Figures are medians; the range is that of all runs. The columns that name libtorrent tell how many times its median a client's is.

The other side is not a client but a bare source or sink (\`test/bench/bare\`): the source has the content in memory as messages that are ready to be sent, the sink keeps 500 requests outstanding as libtorrent does (fewer where the seed says so), takes the pieces in a shuffled order, compares one block in 256 with the content and throws all away. So the measured client is what limits, not a second client. They connect to the measured client, since not every client can be told where to go. Connections are not encrypted, but where that is the question. With \`--other-side libtorrent\` the main mode has libtorrent there, as a seed with large send buffers or as a leech.

The clock runs from the first block to the moment when the receiver has everything, so that start-up and the check of a seed's files do not count. Processor time and memory are those of the measured client's processes with all their threads, over the same span. "Its own" memory leaves out the pages of mapped files, which libtorrent 2 counts as resident though the system can take them back at any time.

Each client has its own defaults, but for DHT, PEX, local discovery, uTP and port mapping, which are off. Shoal runs as \`shoal download\`, so without its web server, but where the text says otherwise.

## How to repeat it

\`npm run bench\` installs and builds what it must and takes a quarter of an hour with the clients that Debian has. Options stand behind \`--\`:

- \`--modes a,b\`: \`transfer\`, \`encrypted\`, \`api-latency\`, \`many-sources\`, \`piece-sizes\`, \`small-files\`, \`disk\`, \`picker\`
- \`--size MiB\`, \`--runs N\`: content of the main mode (others take less), and how often
- \`--clients a,b\`: only these, in every mode; \`--clients +webtorrent\` adds webtorrent to the main mode, from the registry into a folder that is deleted afterwards
- \`--disk FOLDER\`: a folder on the disk to measure; the folder for temporary files where it is none in memory
- \`--no-write\`: print only, and leave this page as it is

## What is not

Both sides share this machine's processors: a client that needs little of them leaves more to the other side. Loopback peers say nothing about slow peers and real networks. A client is asked whether it is complete every 20 to 50 ms, and Transmission and qBittorrent refresh their answer at their own pace: that is the error of short runs.
`;
}
