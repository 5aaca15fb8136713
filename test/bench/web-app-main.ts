/**
 * `node test/bench/web-app-main.ts [--downloads N[,N]] [--active N] [--seconds N]`: how quick the web app is where there are many
 * downloads, some of which move: the built server and the built app in Chromium, beside the goals. Needs `npm run build`.
 * Linux only: its folder is in memory, and the memory of the tab is read from /proc.
 */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { TempFolder } from '../support/temp-folder.ts';
import { fillLibrary } from './scale-library.ts';
import { markdownTable } from './tables.ts';
import { measureWebApp, type WebAppFigures } from './web-app-scale.ts';

const RAM_DISK = '/dev/shm';
const MEBIBYTE = 1024 ** 2;

interface Goal {
  what: string;
  figure: (figures: WebAppFigures) => number;
  digits: number;
  /** At ten thousand downloads; none where it is there to be known. */
  most?: number;
  least?: number;
}

const GOALS: readonly Goal[] = [
  { what: 'login to usable list, ms', figure: (of) => of.usableMs, digits: 0, most: 1_500 },
  { what: 'login to whole list, ms', figure: (of) => of.wholeMs, digits: 0 },
  { what: 'scrolling, frames/s', figure: (of) => of.scroll.framesPerSecond, digits: 1, least: 55 },
  { what: 'scrolling, CPU ms a frame', figure: (of) => of.scroll.cpuMsPerFrame, digits: 1 },
  { what: 'keystroke to its result, median ms', figure: (of) => of.keystroke.median, digits: 0 },
  { what: 'keystroke to its result, ms', figure: (of) => of.keystroke.worst, digits: 0, most: 100 },
  { what: 'update frame, CPU ms', figure: (of) => of.updateCpuMs, digits: 1, most: 8 },
  { what: 'sorted by rate, CPU ms', figure: (of) => of.sortedUpdateCpuMs, digits: 1, most: 8 },
  { what: 'of that script, CPU ms', figure: (of) => of.sortedScriptCpuMs, digits: 1 },
  { what: 'longest task meanwhile, ms', figure: (of) => of.longestTaskMs, digits: 0 },
  { what: 'tab, MiB', figure: (of) => of.tabBytes / MEBIBYTE, digits: 0, most: 200 },
  { what: 'JavaScript heap, MiB', figure: (of) => of.heapBytes / MEBIBYTE, digits: 0 },
];

const { values } = parseArgs({
  options: {
    downloads: { type: 'string', default: '10000,50000' },
    active: { type: 'string', default: '500' },
    seconds: { type: 'string', default: '10' },
  },
});

for (const downloads of values.downloads.split(',').map(Number)) {
  await using folder = await TempFolder.create('web-app', RAM_DISK);
  await fillLibrary(folder.path, { downloads, piecesPerDownload: 4, trackers: [] });
  const before = loadavg()[0]!;
  const figures = await measureWebApp({
    folder: folder.path,
    downloads,
    active: Number(values.active),
    seconds: Number(values.seconds),
  });
  console.log(
    `\n${downloads} downloads, ${values.active} of them active; load of the machine ${before.toFixed(1)} to ${loadavg()[0]!.toFixed(1)}\n`,
  );
  console.log(markdownTable(['what', 'measured', 'goal', 'met'], GOALS.map(lineOf)));

  function lineOf({ what, figure, digits, most, least }: Goal): string[] {
    const value = figure(figures);
    const wanted = most === undefined ? (least === undefined ? '' : `>= ${least}`) : `<= ${most}`;
    const isMet = value <= (most ?? Infinity) && value >= (least ?? -Infinity);
    return [what, value.toFixed(digits), wanted, wanted === '' ? '' : isMet ? 'yes' : 'no'];
  }
}
