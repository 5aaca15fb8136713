/** Who is connected to whom, between whole sessions. */
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { PeerEndpoint } from '../core/messages.ts';
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

const mirrors: Server[] = [];

afterEach(async () => {
  for (const mirror of mirrors.splice(0)) mirror.close();
  await endSessions();
});

async function startLeech(): Promise<RunningSession> {
  const leech = await startSession();
  await leech.session.add(addition(torrent, await temporaryFolder()));
  return leech;
}

async function peerCount({ session }: RunningSession): Promise<number> {
  return (await session.status(id)).peers;
}

describe('the connections of a download', () => {
  it('are one between two that dial each other at the same moment, each time', async () => {
    for (let meeting = 0; meeting < 5; meeting++) {
      const [one, other] = await Promise.all([startLeech(), startLeech()]);
      await Promise.all([
        one.session.addPeers(id, [other.endpoint]),
        other.session.addPeers(id, [one.endpoint]),
      ]);
      const counts = async (): Promise<string> =>
        `${await peerCount(one)} and ${await peerCount(other)}`;
      await until(async () => (await counts()) === '1 and 1', counts);
      await pause(100);
      expect(await counts()).toBe('1 and 1');
    }
  });

  it('are none to the download itself, which is not dialled a second time', async () => {
    const leech = await startLeech();
    const mirror = await startMirror(leech.endpoint);
    await leech.session.addPeers(id, [mirror.endpoint]);
    await until(
      () => mirror.ended() === 1,
      () => 'the connection to itself stayed open',
    );
    await leech.session.addPeers(id, [mirror.endpoint]);
    await pause(100);
    expect([mirror.dials(), await peerCount(leech)]).toEqual([1, 0]);
  });
});

interface Mirror {
  endpoint: PeerEndpoint;
  dials(): number;
  ended(): number;
}

/** Another address of the same peer: leads whoever dials it on to `target`. */
async function startMirror(target: PeerEndpoint): Promise<Mirror> {
  let dials = 0;
  let ended = 0;
  const server = createServer((socket) => {
    dials++;
    const onward = connect({ host: target.address, port: target.port });
    for (const [from, to] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      from.on('error', () => {});
      from.on('close', () => to.destroy());
      from.pipe(to);
    }
    socket.on('close', () => {
      ended++;
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  mirrors.push(server);
  const { port } = server.address() as AddressInfo;
  return { endpoint: { address: '127.0.0.1', port }, dials: () => dials, ended: () => ended };
}
