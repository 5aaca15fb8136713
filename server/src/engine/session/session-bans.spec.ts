/** Addresses that the user keeps out, between whole sessions at addresses of their own. */
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import {
  addition,
  endSessions,
  pause,
  startSession,
  temporaryFolder,
  until,
  type RunningSession,
} from '../testing/loopback-session.ts';
import { buildTorrent, sampleBytes } from '../testing/torrent-builder.ts';

const torrent = buildTorrent({ files: [{ path: [], content: sampleBytes(300_000) }] });
const { id } = torrent.metainfo;

afterEach(endSessions);

async function startAt(peerHost: string): Promise<RunningSession> {
  const leech = await startSession({ peerHost });
  await leech.session.add(addition(torrent, await temporaryFolder()));
  return leech;
}

async function addressesAt({ session }: RunningSession): Promise<string[]> {
  return (await session.peers(id)).map(({ address }) => address).toSorted();
}

async function hasPeers(session: RunningSession, addresses: string[]): Promise<void> {
  const found = async (): Promise<string> => (await addressesAt(session)).join(' ');
  await until(async () => (await found()) === addresses.join(' '), found);
}

describe('an address that the user bans', () => {
  it('is dropped at once and not let in again, while others stay', async () => {
    const own = await startAt('127.0.0.1');
    const [unwanted, welcome] = [await startAt('127.0.0.2'), await startAt('127.0.1.3')];
    for (const other of [unwanted, welcome]) await other.session.addPeers(id, [own.endpoint]);
    await hasPeers(own, ['127.0.0.2', '127.0.1.3']);
    await own.session.setBans(['127.0.0.2/31']);
    await hasPeers(own, ['127.0.1.3']);
    await unwanted.session.addPeers(id, [own.endpoint]);
    await pause(200);
    expect(await addressesAt(own)).toEqual(['127.0.1.3']);
    expect((await own.session.stats()).peerCloses.banned).toBe(1);
  });

  it('is not dialled, whoever names it, until the ban is lifted', async () => {
    let dials = 0;
    const listener = createServer((socket) => {
      dials++;
      socket.destroy();
    });
    await new Promise<void>((resolve) => {
      listener.listen(0, '127.0.0.2', resolve);
    });
    const endpoint = { address: '127.0.0.2', port: (listener.address() as AddressInfo).port };
    try {
      const own = await startSession();
      await own.session.setBans(['127.0.0.2']);
      await own.session.add(addition(torrent, await temporaryFolder()));
      await own.session.addPeers(id, [endpoint]);
      await pause(200);
      expect(dials).toBe(0);
      await own.session.setBans([]);
      await own.session.addPeers(id, [endpoint]);
      await until(
        () => dials > 0,
        () => 'it was not dialled',
      );
    } finally {
      listener.close();
    }
  });
});

describe('an address that a download bans', () => {
  it('is told with its download, and let in again where the user wants', async () => {
    const own = await startSession();
    const resume = {
      have: new Uint8Array(3),
      files: [null],
      partFile: null,
      partial: [],
      isSettled: true,
      bannedAddresses: ['192.0.2.1', '192.0.2.2'],
      downloadedBytes: 0,
      uploadedBytes: 0,
      completedAt: null,
    };
    await own.session.add(addition(torrent, await temporaryFolder(), { resume }));
    await own.session.liftBan(id, '192.0.2.1');
    await own.session.liftBan(id, '192.0.2.9');
    expect(await own.session.bannedPeers()).toEqual([{ downloadId: id, address: '192.0.2.2' }]);
  });
});
