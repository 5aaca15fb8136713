/** Fifty sources at once, each at an address of its own, that all have everything. */
import { runContest } from '../contest.ts';
import { prepareFile } from '../content.ts';
import { bare } from '../other-side.ts';
import { failureSentences, transferTable } from '../tables.ts';
import type { Mode } from './mode.ts';

const MAX_BYTES = 512 * 1024 * 1024;
const PIECE_LENGTH = 1024 * 1024;
const SOURCES = 50;

export const manySources: Mode = {
  name: 'many-sources',
  run: async ({ ramDisk, maxBytes, runs, mainClients, report }) => {
    const bytes = Math.min(maxBytes, MAX_BYTES);
    await using content = await prepareFile(ramDisk, bytes, PIECE_LENGTH);
    const measurements = await runContest({
      content,
      clients: mainClients,
      roles: ['download'],
      runs,
      otherSide: bare,
      connections: SOURCES,
      report,
    });
    return {
      title: `${SOURCES} sources at once`,
      parts: [
        `Download of one file of ${bytes / 1024 ** 2} MiB from ${SOURCES} bare sources on as many loopback addresses.`,
        transferTable(measurements),
        ...failureSentences(measurements),
      ],
      goals: [],
    };
  },
};
