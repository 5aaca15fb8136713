import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../core/clock.ts';
import { fromHex } from '../core/hex.ts';
import { systemRandom } from '../core/random.ts';
import { listenTcp, TcpConnection } from '../net/tcp-connection.ts';
import { awaitGreeting, greet, type Greeting } from '../peer/handshaker.ts';
import { DiskPool } from '../storage/disk-pool.ts';
import { isolatedContext } from '../testing/isolated-context.ts';
import {
  addition,
  endSessions,
  layContent,
  pause,
  temporaryFolder,
  until,
} from '../testing/loopback-session.ts';
import { buildTorrent, sampleBytes } from '../testing/torrent-builder.ts';
import { encodeHandshake } from '../wire/handshake.ts';
import { Torrent } from './torrent.ts';

const MEBIBYTE = 1024 * 1024;
const torrent = buildTorrent({
  files: [{ path: [], content: sampleBytes(24 * MEBIBYTE + 777) }],
  pieceLength: 512 * 1024,
});

interface Party {
  disk: DiskPool;
  torrent: Torrent;
  peerId: Uint8Array;
  openConnections: () => number;
  isWhole: () => boolean;
}

const parties: Party[] = [];

/** A torrent with disk threads of its own, whose memory a test can look into. */
async function startParty(number: number, directory: string): Promise<Party> {
  const own: Torrent[] = [];
  const disk = new DiskPool({
    filesPerWorker: 16,
    workers: 2,
    writeSlabBytes: 3 * MEBIBYTE,
    readSlabBytes: MEBIBYTE,
    onBatchDone: () => own[0]?.onMemoryFree(),
  });
  const peerId = Buffer.from(`-SH0100-${String(number).padStart(12, '0')}`);
  const { context, openConnections } = isolatedContext({ disk, peerId });
  const made = new Torrent(torrent.metainfo, addition(torrent, directory), context);
  await made.prepare(null);
  own.push(made);
  made.begin();
  const party: Party = {
    disk,
    torrent: made,
    peerId,
    openConnections,
    isWhole: () => made.stage === 'seeding',
  };
  parties.push(party);
  return party;
}

/** Brings two together over TCP. */
async function join(one: Party, other: Party): Promise<void> {
  const infoHash = fromHex(torrent.metainfo.id);
  const terms = { policy: 'disabled', clock: systemClock, random: systemRandom } as const;
  const admit = (party: Party, greeting: Greeting | null, incoming: boolean): void => {
    if (greeting) party.torrent.admit({ ...greeting, incoming });
  };
  const server = await listenTcp({ host: '127.0.0.1', port: 0, ipv6Only: false }, (connection) =>
    awaitGreeting(connection, { ...terms, findTorrent: () => null }, (greeting) => {
      greeting?.transport.write(encodeHandshake(infoHash, one.peerId));
      admit(one, greeting, true);
    }),
  );
  const { port } = server.address() as { port: number };
  TcpConnection.dial(
    { address: '127.0.0.1', port },
    { localAddress: null, timeoutMs: 5_000 },
    (connection) =>
      greet(
        connection,
        { ...terms, infoHash, peerId: other.peerId, isEncrypted: false },
        (greeting) => admit(other, greeting, false),
      ),
  );
  await until(
    () => one.openConnections() > 0 && other.openConnections() > 0,
    () => 'they did not meet',
  );
  server.close();
}

async function hasAllMemory(party: Party): Promise<void> {
  const { writeSlab, readSlab } = party.disk;
  const units = (slab: typeof writeSlab): number => slab.bytes.length / slab.unitBytes;
  await until(
    () => writeSlab.freeUnits === units(writeSlab) && readSlab.freeUnits === units(readSlab),
    () =>
      `write ${writeSlab.freeUnits}/${units(writeSlab)}, read ${readSlab.freeUnits}/${units(readSlab)}`,
  );
}

let seed: Party;
let leech: Party;

beforeEach(async () => {
  const directory = await temporaryFolder();
  await layContent(torrent, directory);
  seed = await startParty(1, directory);
  await until(seed.isWhole, () => 'the seed found nothing');
  leech = await startParty(2, await temporaryFolder());
  await join(seed, leech);
});

afterEach(async () => {
  for (const party of parties.splice(0)) {
    await party.torrent.remove(false);
    await party.disk.stop();
  }
  await endSessions();
});

async function hasSome(): Promise<void> {
  await until(
    () => leech.torrent.status().completedBytes > 2 * MEBIBYTE,
    () => 'nothing came',
  );
}

describe('the memory for blocks', () => {
  it('is all free again after a transfer', async () => {
    await until(leech.isWhole, () => JSON.stringify(leech.torrent.status()));
    await Promise.all([hasAllMemory(seed), hasAllMemory(leech)]);
    expect(leech.torrent.status().progress).toBe(1);
  });

  it('is all free again when the download is paused', async () => {
    await hasSome();
    leech.torrent.pause();
    await pause(100);
    await Promise.all([hasAllMemory(seed), hasAllMemory(leech)]);
    leech.torrent.resume();
    await until(leech.isWhole, () => JSON.stringify(leech.torrent.status()));
    await Promise.all([hasAllMemory(seed), hasAllMemory(leech)]);
    expect(leech.openConnections()).toBeLessThanOrEqual(1);
  });

  it.each(['cancel', 'recheck'] as const)('is all free again after %s', async (action) => {
    await hasSome();
    leech.torrent[action]();
    await Promise.all([hasAllMemory(seed), hasAllMemory(leech)]);
    expect(leech.openConnections()).toBe(0);
  });

  it('is all free again when the seed goes away in the midst', async () => {
    await hasSome();
    seed.torrent.cancel();
    await until(
      () => leech.openConnections() === 0,
      () => 'the connection stayed',
    );
    await hasAllMemory(seed);
    leech.torrent.pause();
    await hasAllMemory(leech);
    expect(leech.torrent.stage).toBe('paused');
  });
});
