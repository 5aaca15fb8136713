import { describe, expect, it } from 'vitest';
import type { FileStamp, ResumeState } from '../core/messages.ts';
import { seededRandom } from '../core/random.ts';
import type { Bitfield } from '../pieces/bitfield.ts';
import { judgeResume, type FoundFiles, type LaidOut } from './resume-trust.ts';

const PIECE = 4 * 16_384;
/** Pieces 0 to 9 are in one, 9 to 19 in two, 19 and 20 in three: 9 and 19 belong to two files. */
const lengths = [9.5 * PIECE, 10 * PIECE, 1.5 * PIECE];
const layout: LaidOut = {
  pieceLength: PIECE,
  totalBytes: 21 * PIECE,
  files: lengths.map((bytes, index) => ({
    path: `file ${index}`,
    bytes,
    offset: lengths.slice(0, index).reduce((sum, length) => sum + length, 0),
    padding: false,
  })),
};
const ALL = Array.from({ length: 21 }, (_, piece) => piece);
const from = (first: number, last: number): number[] =>
  ALL.filter((piece) => piece >= first && piece <= last);

const whole = (index: number, modifiedMs = 1): FileStamp => ({
  bytes: lengths[index]!,
  modifiedMs,
});
const asRecorded = (): FileStamp[] => [whole(0), whole(1), whole(2)];

function record(changes: Partial<ResumeState> & { pieces?: number[] } = {}): ResumeState {
  const { pieces = ALL, ...others } = changes;
  const have = new Uint8Array(3);
  for (const piece of pieces) have[piece >> 3]! |= 0x80 >> (piece & 7);
  return {
    have,
    files: asRecorded(),
    partFile: null,
    partial: [],
    isSettled: true,
    bannedAddresses: [],
    downloadedBytes: 0,
    uploadedBytes: 0,
    completedAt: null,
    ...others,
  };
}

const listOf = (pieces: Bitfield): number[] => ALL.filter((piece) => pieces.has(piece));

function judge(resume: ResumeState, files: FileStamp[], partFile: FileStamp = null) {
  const found: FoundFiles = { files, partFile };
  const verdict = judgeResume(layout, resume, found, seededRandom(7))!;
  return { ...verdict, had: listOf(verdict.had) };
}

describe('judgeResume', () => {
  it.each([
    {
      name: 'all as recorded: had, and nothing is read',
      resume: record(),
      files: asRecorded(),
      expected: { had: ALL, toCheck: [], unrecorded: [], isMissing: false },
    },
    {
      name: 'as recorded, not settled: the same',
      resume: record({ pieces: from(0, 4), isSettled: false }),
      files: asRecorded(),
      expected: { had: from(0, 4), toCheck: [], unrecorded: [], isMissing: false },
    },
    {
      name: 'one differs, settled: its pieces are checked, had before or not',
      resume: record({ pieces: from(0, 17) }),
      files: [whole(0), whole(1, 2), whole(2)],
      expected: { had: from(0, 8), toCheck: from(9, 19), unrecorded: [], isMissing: false },
    },
    {
      name: 'one is cut, settled: what it lacks cannot be checked',
      resume: record(),
      files: [whole(0), { bytes: 2 * PIECE, modifiedMs: 2 }, whole(2)],
      expected: {
        had: [...from(0, 8), 20],
        toCheck: from(9, 10),
        unrecorded: [],
        isMissing: false,
      },
    },
    {
      name: 'one is gone: a fault',
      resume: record(),
      files: [whole(0), null, whole(2)],
      expected: { had: [...from(0, 8), 20], toCheck: [], isMissing: true },
    },
    {
      name: 'one is gone that nothing was had of: none',
      resume: record({ pieces: from(0, 8) }),
      files: [whole(0), null, whole(2)],
      expected: { had: from(0, 8), toCheck: [], isMissing: false },
    },
    {
      name: 'one differs, not settled: what is not recorded is looked at beside',
      resume: record({ pieces: [...from(0, 8), 12], isSettled: false }),
      files: [whole(0), whole(1, 2), whole(2)],
      expected: {
        had: from(0, 8),
        toCheck: [],
        unrecorded: [9, 10, 11, ...from(13, 19)],
        suspects: [{ pieces: [12], sample: [12] }],
        isMissing: false,
      },
    },
    {
      name: 'one is new, not settled: the same',
      resume: record({ pieces: [], files: [null, null, null], isSettled: false }),
      files: [null, { bytes: 3 * PIECE, modifiedMs: 5 }, null],
      expected: { had: [], toCheck: [], unrecorded: from(10, 11), suspects: [] },
    },
    {
      name: 'one is gone, not settled: a fault as well',
      resume: record({ isSettled: false }),
      files: [null, whole(1), whole(2)],
      expected: { had: from(10, 20), toCheck: [], isMissing: true },
    },
    {
      name: 'as recorded, but shorter than what is recorded as had: a fault',
      resume: record({ files: [whole(0), { bytes: 1, modifiedMs: 1 }, whole(2)] }),
      files: [whole(0), { bytes: 1, modifiedMs: 1 }, whole(2)],
      expected: { had: [...from(0, 8), 20], isMissing: true },
    },
  ])('$name', ({ resume, files, expected }) => {
    expect(judge(resume, files)).toMatchObject(expected);
  });

  it('has four recorded pieces of a file speak for the others', () => {
    const { suspects, had } = judge(record({ isSettled: false }), [
      whole(0),
      whole(1, 2),
      whole(2),
    ]);
    expect(had).toEqual([...from(0, 8), 20]);
    expect(suspects).toHaveLength(1);
    expect(suspects[0]!.pieces).toEqual(from(9, 19));
    expect(new Set(suspects[0]!.sample).size).toBe(4);
    expect(suspects[0]!.pieces).toEqual(expect.arrayContaining(suspects[0]!.sample));
  });

  it.each([
    { modifiedMs: 1, had: [...from(0, 9), 19, 20], toCheck: [] },
    { modifiedMs: 2, had: [...from(0, 8), 20], toCheck: [9, 19] },
  ])('knows pieces that are in the part file of $modifiedMs', ({ modifiedMs, had, toCheck }) => {
    const files = [whole(0), null, whole(2)];
    const pieces = [...from(0, 9), 19, 20];
    const bytes = 2 * PIECE;
    const resume = record({ pieces, files, partFile: { bytes, modifiedMs: 1 } });
    const verdict = judge(resume, files, { bytes, modifiedMs });
    expect(verdict).toMatchObject({ had, toCheck, isMissing: false });
  });

  it('knows pieces of one file in the part file: they were under way when the file was skipped', () => {
    const files = [whole(0), null, whole(2)];
    // Behind those of 9 and 19 come the places of the other pieces: 12 has the thirteenth.
    const partFile = { bytes: (2 + 12) * PIECE, modifiedMs: 1 };
    const resume = record({ pieces: [0, 9, 12], files, partFile });
    expect(judge(resume, files, partFile)).toMatchObject({ had: [0, 9, 12], isMissing: false });
    const grown = { bytes: (2 + 13) * PIECE, modifiedMs: 2 };
    const unsettled = judge({ ...resume, isSettled: false }, files, grown);
    expect(unsettled.suspects[0]!.pieces).toEqual([9, 12]);
    expect(unsettled.unrecorded).toContain(13);
    expect(unsettled.isMissing).toBe(false);
  });

  it('misses the part file where it is gone', () => {
    const files = [whole(0), null, whole(2)];
    const resume = record({ pieces: [9], files, partFile: { bytes: PIECE, modifiedMs: 1 } });
    expect(judge(resume, files)).toMatchObject({ had: [], isMissing: true });
  });

  it('keeps the blocks of open pieces, but none of pieces that another may have changed', () => {
    const partial = [2, 12].map((piece) => ({ piece, blocks: Uint8Array.of(0xa0) }));
    const changed = [whole(0), whole(1, 2), whole(2)];
    const pieces = [0];
    expect(judge(record({ pieces, partial }), changed).partial).toEqual([partial[0]]);
    const unsettled = record({ pieces, partial, isSettled: false });
    expect(judge(unsettled, changed).partial).toEqual(partial);
  });

  it.each([
    ['of no piece', { piece: 21, blocks: Uint8Array.of(0xa0) }],
    ['of half a piece', { piece: 1.5, blocks: Uint8Array.of(0xa0) }],
    ['before the first piece', { piece: -1, blocks: Uint8Array.of(0xa0) }],
    ['of a piece that is had', { piece: 0, blocks: Uint8Array.of(0xa0) }],
    ['with too many bits', { piece: 1, blocks: Uint8Array.of(0xa8) }],
    ['with too many bytes', { piece: 1, blocks: Uint8Array.of(0xa0, 0) }],
    ['with no block', { piece: 1, blocks: Uint8Array.of(0) }],
  ])('passes over blocks %s', (_, partial) => {
    const resume = record({ pieces: [0], partial: [partial] });
    expect(judge(resume, asRecorded()).partial).toEqual([]);
  });

  it.each([
    ['a bitfield of another length', { have: new Uint8Array(4) }],
    ['a bitfield with a piece too many', { have: Uint8Array.of(0, 0, 1) }],
    ['no bitfield', { have: new Uint8Array(0) }],
    ['a file too few', { files: [whole(0), whole(1)] }],
  ])('knows nothing from a record with %s', (_, damage) => {
    const found = { files: asRecorded(), partFile: null };
    expect(judgeResume(layout, record(damage), found, seededRandom(7))).toBeNull();
  });
});
