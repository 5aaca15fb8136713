/** What the picker costs with a thousand pieces, and with a hundred thousand. */
import { type PickerCosts, measurePicker } from '../picker-costs.ts';
import { median } from '../statistics.ts';
import { markdownTable } from '../tables.ts';
import type { Mode } from './mode.ts';

const FEW_PIECES = 1_000;
const MANY_PIECES = 100_000;

const OPERATIONS: readonly { name: string; key: keyof PickerCosts }[] = [
  { name: 'a have', key: 'have' },
  { name: 'a bitfield with half of the pieces', key: 'bitfield' },
  { name: 'of it, for each piece', key: 'bitfieldPerSetPiece' },
  { name: 'the end of a peer with half of the pieces', key: 'leave' },
  { name: 'the first pick after a bitfield', key: 'pickAfterBitfield' },
  { name: 'a pick of a new piece', key: 'freshPiece' },
  { name: 'the same for a peer that has three pieces', key: 'freshPieceFromBeginner' },
  { name: 'a pick of a block, 100 pieces being open', key: 'blockOfOpenPiece' },
];

export const picker: Mode = {
  name: 'picker',
  run: async ({ runs, report }) => {
    // The first round compiles.
    measurePicker(FEW_PIECES);
    const few: PickerCosts[] = [];
    const many: PickerCosts[] = [];
    for (let run = 1; run <= runs; run += 1) {
      few.push(measurePicker(FEW_PIECES));
      many.push(measurePicker(MANY_PIECES));
      report(`picker, run ${run}: done`);
    }
    const rows = OPERATIONS.map(({ name, key }) => {
      const one = median(few.map((costs) => costs[key]));
      const other = median(many.map((costs) => costs[key]));
      return [name, one.toFixed(3), other.toFixed(3), (other / one).toFixed(1)];
    });
    const headings = ['operation', '1,000 pieces, us', '100,000 pieces, us', 'ratio'];
    return {
      title: 'The piece picker',
      parts: [
        'Microseconds of processor time on the picker alone, with 500 peers that have half of the pieces each and 10 seeds. A bitfield costs by the piece, and the first pick after it orders the pieces anew; a have and other picks should cost the same however many pieces there are, but for caches.',
        markdownTable(headings, rows),
      ],
      goals: [],
    };
  },
};
