/** Required encryption: libtorrent with RC4 forced at the other side, since the bare ones speak plain. */
import { startLibtorrent, libtorrent } from '../../support/clients/libtorrent.ts';
import type { ClientKind } from '../../support/clients/client.ts';
import { shoalServer } from '../../support/clients/shoal-server.ts';
import { type Role, runContest } from '../contest.ts';
import { prepareFile } from '../content.ts';
import { libtorrentSide } from '../other-side.ts';
import { failureSentences, ratios, transferTable } from '../tables.ts';
import { type Mode, ratioGoal } from './mode.ts';

const MAX_BYTES = 512 * 1024 * 1024;
const PIECE_LENGTH = 1024 * 1024;
const ROLES: readonly Role[] = ['download', 'upload'];

const CLIENTS: readonly ClientKind[] = [
  shoalServer({ SHOAL_ENCRYPTION: 'required' }),
  {
    ...libtorrent,
    seed: (options) => startLibtorrent('seed', { ...options, encryption: 'forced' }),
    leech: (options) => startLibtorrent('leech', { ...options, encryption: 'forced', stay: true }),
  },
];

export const encrypted: Mode = {
  name: 'encrypted',
  run: async ({ ramDisk, maxBytes, runs, report }) => {
    const bytes = Math.min(maxBytes, MAX_BYTES);
    await using content = await prepareFile(ramDisk, bytes, PIECE_LENGTH);
    const otherSide = libtorrentSide('forced');
    const contest = { content, clients: CLIENTS, roles: ROLES, runs, otherSide, report };
    const measurements = await runContest(contest);
    return {
      title: 'Required encryption',
      parts: [
        `One file of ${bytes / 1024 ** 2} MiB. Both sides insist on RC4 (MSE); the other side is libtorrent, whose own work is part of what limits. Shoal runs as its server.`,
        ...ROLES.flatMap((role) => [
          `### ${role === 'download' ? 'Download' : 'Upload'}`,
          transferTable(measurements.filter((measured) => measured.role === role)),
        ]),
        ...failureSentences(measurements),
      ],
      goals: ROLES.flatMap((role) =>
        ratioGoal(
          `encrypted ${role}, x libtorrent's rate`,
          { atLeast: 1 },
          ratios(measurements, role, { of: 'shoal', to: 'libtorrent' })?.rate,
        ),
      ),
    };
  },
};
