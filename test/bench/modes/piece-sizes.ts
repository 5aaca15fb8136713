/** Pieces from a quarter of a block to 16 MiB: what a piece costs, and what a block costs. */
import { type Measurement, runContest } from '../contest.ts';
import { prepareFile } from '../content.ts';
import { bare } from '../other-side.ts';
import { failureSentences, transferTable } from '../tables.ts';
import type { Mode } from './mode.ts';

const MAX_BYTES = 256 * 1024 * 1024;
const KIBIBYTE = 1024;
const PIECE_SIZES: readonly { label: string; bytes: number }[] = [
  { label: '4 KiB', bytes: 4 * KIBIBYTE },
  { label: '16 KiB', bytes: 16 * KIBIBYTE },
  { label: '64 KiB', bytes: 64 * KIBIBYTE },
  { label: '1 MiB', bytes: 1024 * KIBIBYTE },
  { label: '4 MiB', bytes: 4096 * KIBIBYTE },
  { label: '16 MiB', bytes: 16_384 * KIBIBYTE },
];

export const pieceSizes: Mode = {
  name: 'piece-sizes',
  run: async ({ ramDisk, maxBytes, runs, mainClients, report }) => {
    const bytes = Math.min(maxBytes, MAX_BYTES);
    const measurements: Measurement[] = [];
    for (const { label, bytes: pieceLength } of PIECE_SIZES) {
      await using content = await prepareFile(ramDisk, bytes, pieceLength);
      const contest = { content, clients: mainClients, runs, otherSide: bare, label, report };
      measurements.push(...(await runContest({ ...contest, roles: ['download'] })));
    }
    return {
      title: 'Pieces of 4 KiB to 16 MiB',
      parts: [
        `Download of one file of ${bytes / 1024 ** 2} MiB from the bare source.`,
        transferTable(measurements, 'pieces'),
        ...failureSentences(measurements),
      ],
      goals: [],
    };
  },
};
