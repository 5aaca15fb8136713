import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { fromHex } from '../core/hex.ts';
import type { PeerEncryption } from '../core/messages.ts';
import { seededRandom } from '../core/random.ts';
import { ENCRYPTION_POLICIES, type EncryptionPolicy } from '../peer/encryption-policy.ts';
import { BLOCK_BYTES } from '../pieces/piece-geometry.ts';
import {
  addition,
  endSessions,
  firstWrongFile,
  pause,
  reaches,
  startSeed,
  startSession,
  temporaryFolder,
  until,
  type RunningSession,
} from '../testing/loopback-session.ts';
import { buildTorrent, sampleBytes } from '../testing/torrent-builder.ts';
import { METHOD } from '../wire/mse-format.ts';
import { MseInitiator } from '../wire/mse-initiator.ts';

const torrent = buildTorrent({
  files: [{ path: [], content: sampleBytes(160 * BLOCK_BYTES - 77) }],
  pieceLength: 2 * BLOCK_BYTES,
});
const { id } = torrent.metainfo;
const sockets = new Set<Socket>();

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await endSessions();
});

/** What the two agree on, by the policy of the one who dials and of the one who is dialled; null: nothing. */
const AGREED: Record<EncryptionPolicy, Record<EncryptionPolicy, PeerEncryption | null>> = {
  disabled: { disabled: 'none', allowed: 'none', preferred: 'none', required: null },
  allowed: { disabled: 'none', allowed: 'none', preferred: 'none', required: 'rc4' },
  preferred: { disabled: 'none', allowed: 'handshake', preferred: 'rc4', required: 'rc4' },
  required: { disabled: null, allowed: 'rc4', preferred: 'rc4', required: 'rc4' },
};
const PAIRS = ENCRYPTION_POLICIES.flatMap((dialling) =>
  ENCRYPTION_POLICIES.map((dialled) => ({ dialling, dialled, agreed: AGREED[dialling][dialled] })),
);

/** The encryption of the first peer that the session is seen with. */
async function encryptionSeen({ session }: RunningSession): Promise<PeerEncryption> {
  let seen: PeerEncryption | undefined;
  await until(
    async () => (seen = (await session.peers(id))[0]?.encryption) !== undefined,
    () => 'no peer came',
  );
  return seen!;
}

describe('a leech that dials a seed', () => {
  it.each(PAIRS.filter(({ agreed }) => agreed !== null))(
    'in the policy $dialling, of one in $dialled: $agreed, and every byte is right',
    async ({ dialling, dialled, agreed }) => {
      const seed = await startSeed(torrent, { encryption: dialled });
      const leech = await startSession({ encryption: dialling });
      const directory = await temporaryFolder();
      await leech.session.add(addition(torrent, directory));
      const seen = encryptionSeen(seed);
      await leech.session.addPeers(id, [seed.endpoint]);
      await reaches(leech, torrent, 'seeding');
      expect(await seen).toBe(agreed);
      expect(await firstWrongFile(torrent, directory)).toBeNull();
    },
  );

  it.each(PAIRS.filter(({ agreed }) => agreed === null))(
    'in the policy $dialling gets nothing of one in $dialled',
    async ({ dialling, dialled }) => {
      const seed = await startSeed(torrent, { encryption: dialled });
      const leech = await startSession({ encryption: dialling });
      await leech.session.add(addition(torrent, await temporaryFolder()));
      await leech.session.addPeers(id, [seed.endpoint]);
      await pause(300);
      expect(await leech.session.peers(id)).toEqual([]);
      expect((await leech.session.status(id)).completedBytes).toBe(0);
    },
  );
});

describe('a policy that is changed while the session runs', () => {
  it('holds for those who connect from then on', async () => {
    const seed = await startSeed(torrent, { encryption: 'allowed' });
    const leech = await startSession({ encryption: 'disabled' });
    await seed.session.configure({ encryption: 'required' });
    await leech.session.configure({ encryption: 'preferred' });
    await leech.session.add(addition(torrent, await temporaryFolder()));
    const seen = encryptionSeen(seed);
    await leech.session.addPeers(id, [seed.endpoint]);
    await reaches(leech, torrent, 'seeding');
    expect(await seen).toBe('rc4');
  });
});

describe('a session that requires encryption', () => {
  it('serves two leeches at once, each with ciphers of its own', async () => {
    const seed = await startSeed(torrent, { encryption: 'required' });
    const directories: string[] = [];
    const leeches = await Promise.all(
      [1, 2].map(async () => {
        const leech = await startSession({ encryption: 'required' });
        const directory = await temporaryFolder();
        directories.push(directory);
        await leech.session.add(addition(torrent, directory));
        await leech.session.addPeers(id, [seed.endpoint]);
        return leech;
      }),
    );
    await Promise.all(leeches.map(async (leech) => reaches(leech, torrent, 'seeding')));
    for (const directory of directories) {
      expect(await firstWrongFile(torrent, directory)).toBeNull();
    }
  });

  it('knows a torrent no more once it is removed', async () => {
    const seed = await startSeed(torrent, { encryption: 'required' });
    await expect(answersEncrypted(seed)).resolves.toBe(true);
    await seed.session.remove(id, { deleteData: false });
    await expect(answersEncrypted(seed)).resolves.toBe(false);
  });
});

/** Whether the session goes on with an encrypted handshake for the torrent, or closes the connection. */
async function answersEncrypted({ endpoint }: RunningSession): Promise<boolean> {
  const socket = connect({ host: endpoint.address, port: endpoint.port });
  sockets.add(socket);
  socket.on('error', () => {});
  return new Promise((resolve) => {
    const initiator = new MseInitiator({
      infoHash: fromHex(id),
      initialPayload: new Uint8Array(0),
      offered: METHOD.rc4,
      random: seededRandom(1),
      send: (bytes) => socket.write(bytes),
    });
    socket.on('data', (bytes) => {
      if (initiator.receive(bytes) !== 'waiting') resolve(true);
    });
    socket.on('close', () => resolve(false));
  });
}
