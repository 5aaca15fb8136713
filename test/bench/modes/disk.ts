/** A real disk: until the client has everything, and until the disk has. */
import { runContest } from '../contest.ts';
import { prepareFile } from '../content.ts';
import { bare } from '../other-side.ts';
import { failureSentences, transferTable } from '../tables.ts';
import type { Mode } from './mode.ts';

const MAX_BYTES = 1024 * 1024 * 1024;
const PIECE_LENGTH = 1024 * 1024;
const TITLE = 'A real disk';

export const disk: Mode = {
  name: 'disk',
  run: async ({ disk: folder, maxBytes, runs, mainClients, report }) => {
    if (folder === null) {
      const sentence =
        'Not measured: the folder for temporary files is no disk, and no other was named (`--disk FOLDER`).';
      return { title: TITLE, parts: [sentence], goals: [] };
    }
    const bytes = Math.min(maxBytes, MAX_BYTES);
    await using content = await prepareFile(folder, bytes, PIECE_LENGTH);
    const contest = { content, clients: mainClients, runs, otherSide: bare, report };
    const measurements = await runContest({ ...contest, roles: ['download'], syncs: true });
    return {
      title: TITLE,
      parts: [
        `Download of one file of ${bytes / 1024 ** 2} MiB from the bare source onto a disk. A client says that it has everything when the system has taken its writes; "until on the disk" is the rate until the benchmark has then synced the files.`,
        transferTable(measurements),
        ...failureSentences(measurements),
      ],
      goals: [],
    };
  },
};
