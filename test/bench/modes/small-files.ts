/** Twenty thousand files of about 16 KiB: what a file costs. */
import { runContest } from '../contest.ts';
import { AVERAGE_SMALL_FILE_BYTES, prepareSmallFiles } from '../content.ts';
import { bare } from '../other-side.ts';
import { failureSentences, transferTable } from '../tables.ts';
import type { Mode } from './mode.ts';

const FILES = 20_000;
const PIECE_LENGTH = 256 * 1024;

export const smallFiles: Mode = {
  name: 'small-files',
  run: async ({ ramDisk, maxBytes, runs, mainClients, report }) => {
    const files = Math.min(FILES, Math.floor(maxBytes / AVERAGE_SMALL_FILE_BYTES));
    await using content = await prepareSmallFiles(ramDisk, files, PIECE_LENGTH);
    const contest = { content, clients: mainClients, runs, otherSide: bare, report };
    const measurements = await runContest({ ...contest, roles: ['download', 'upload'] });
    return {
      title: `${files.toLocaleString('en')} small files`,
      parts: [
        `${files.toLocaleString('en')} files of 14 to 18 KiB, ${(content.torrent.totalBytes / 1024 ** 2).toFixed(0)} MiB in pieces of 256 KiB, on a RAM disk.`,
        '### Download',
        transferTable(measurements.filter(({ role }) => role === 'download')),
        '### Upload',
        transferTable(measurements.filter(({ role }) => role === 'upload')),
        ...failureSentences(measurements),
      ],
      goals: [],
    };
  },
};
