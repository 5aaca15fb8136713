import { afterEach, describe, expect, it } from 'vitest';
import { BLOCK_BYTES } from '../pieces/piece-geometry.ts';
import {
  addition,
  endSessions,
  firstWrongFile,
  layContent,
  pause,
  reaches,
  startSeed,
  startSession,
  temporaryFolder,
} from '../testing/loopback-session.ts';
import { buildTorrent, sampleBytes } from '../testing/torrent-builder.ts';

const PIECE_BYTES = 2 * BLOCK_BYTES;
const torrent = buildTorrent({
  files: [
    { path: ['one'], content: sampleBytes(20 * PIECE_BYTES) },
    { path: ['skipped'], content: sampleBytes(20 * PIECE_BYTES) },
    { path: ['two'], content: sampleBytes(20 * PIECE_BYTES) },
  ],
  pieceLength: PIECE_BYTES,
});
const { id } = torrent.metainfo;

afterEach(endSessions);

describe('the first and the last pieces of files', () => {
  it('are there before all others, of wanted files', async () => {
    const leech = await startSession();
    const had: number[][] = [];
    const seed = await startSeed(torrent);
    await leech.session.add(
      addition(torrent, await temporaryFolder(), {
        firstLastPieces: true,
        filePriorities: ['normal', 'skip', 'high'],
      }),
    );
    await seed.session.configure({ uploadLimit: 4 * PIECE_BYTES, limitLocalPeers: true });
    await leech.session.addPeers(id, [seed.endpoint]);
    while ((await leech.session.status(id)).completedBytes < 8 * PIECE_BYTES) {
      const bits = await leech.session.pieces(id);
      had.push(piecesOf(bits));
      await new Promise((resolve) => {
        setTimeout(resolve, 20);
      });
    }
    const firstFour = had.findLast((pieces) => pieces.length <= 4)!;
    expect([0, 19, 40, 59]).toEqual(expect.arrayContaining(firstFour));
    expect(firstFour.length).toBeGreaterThan(2);
  });
});

describe('pieces with a deadline', () => {
  it('are there before all others, in the order of their deadlines', async () => {
    const leech = await startSession();
    const seed = await startSeed(torrent);
    await leech.session.add(addition(torrent, await temporaryFolder()));
    await leech.session.setDeadlines(
      id,
      [50, 30, 10].map((piece, at) => ({ piece, withinMs: 1_000 * (at + 1) })),
    );
    await seed.session.configure({ uploadLimit: 4 * PIECE_BYTES, limitLocalPeers: true });
    await leech.session.addPeers(id, [seed.endpoint]);
    const had: number[] = [];
    while (had.length < 3) {
      for (const piece of piecesOf(await leech.session.pieces(id))) {
        if (!had.includes(piece)) had.push(piece);
      }
      await pause(5);
    }
    expect(had.slice(0, 3)).toEqual([50, 30, 10]);
  });

  it('must be pieces of the torrent', async () => {
    const leech = await startSession();
    await leech.session.add(addition(torrent, await temporaryFolder()));
    const wrong = leech.session.setDeadlines(id, [{ piece: 60, withinMs: 1 }]);
    await expect(wrong).rejects.toMatchObject({ code: 'invalid-argument' });
  });
});

describe('a super seed', () => {
  it('is no bar to two peers that fetch everything, from it and from each other', async () => {
    const seed = await startSession();
    const directory = await temporaryFolder();
    await layContent(torrent, directory);
    await seed.session.add(addition(torrent, directory, { superSeeding: true }));
    await reaches(seed, torrent, 'seeding');
    const leeches = [await startSession(), await startSession()];
    const folders = [await temporaryFolder(), await temporaryFolder()];
    for (const [at, leech] of leeches.entries()) {
      await leech.session.add(addition(torrent, folders[at]!));
      await leech.session.addPeers(id, [seed.endpoint]);
    }
    await leeches[0]!.session.addPeers(id, [leeches[1]!.endpoint]);
    for (const leech of leeches) await reaches(leech, torrent, 'seeding');
    for (const folder of folders) expect(await firstWrongFile(torrent, folder)).toBeNull();
    const { uploadedBytes } = await seed.session.status(id);
    expect(uploadedBytes).toBeLessThan(1.5 * torrent.metainfo.totalBytes);
  });
});

function piecesOf(bits: Uint8Array): number[] {
  const pieces: number[] = [];
  for (let piece = 0; piece < bits.length * 8; piece++) {
    if (bits[piece >> 3]! & (0x80 >> (piece & 7))) pieces.push(piece);
  }
  return pieces;
}
