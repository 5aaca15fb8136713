/**
 * BEP 27, on the wire: with every way to find peers switched on, and others in the network who ask for the torrent in
 * all of them, what Shoal sends of a private torrent goes to its tracker and to the peers that the tracker named. A
 * public torrent in the same scene shows that the capture would have seen it.
 */
import { expect, it } from 'vitest';
import { makeTorrent, singleFile, type TorrentFixture } from '../../support/fixtures.ts';
import { TempFolder } from '../../support/temp-folder.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { describeDiscovery } from './discovery-spec.ts';
import { magnetOf } from './introduction.ts';
import { LibtorrentNode } from './libtorrent-node.ts';
import { NetworkLab, type NetworkHost } from './network-lab.ts';
import { ShoalNode } from './shoal-node.ts';
import type { Way } from './swarm-client.ts';
import { TrackerNode } from './tracker-node.ts';
import { WireCapture, type SentPacket } from './wire-capture.ts';

const EVERY_WAY: Way[] = ['dht', 'pex', 'lsd'];
const CONTENT_BYTES = 2 * 1024 * 1024;
const PIECE_LENGTH = 64 * 1024;
const TIMEOUT_MS = 40_000;
const ENVIRONMENT = {
  // Handshakes that can be read.
  SHOAL_ENCRYPTION: 'disabled',
  // Slow enough to meet several announces of the others by multicast.
  SHOAL_DOWNLOAD_LIMIT: '400KiB',
};
/** Reserved bytes of BEP 3's handshake follow its first 20 bytes; the last bit of the last says DHT (BEP 5). */
const LAST_RESERVED_BYTE = 27;
const PORT_MESSAGE = '\0\0\0\x03\x09';

interface Recorded {
  packets: SentPacket[];
  infoHash: string;
  tracker: NetworkHost;
  seed: NetworkHost;
  /** Knows the link and no tracker, and asks and tells wherever it can. */
  lurker: NetworkHost;
}

/** What Shoal sends while it downloads a torrent that its tracker knows one seed of. */
async function record(isPrivate: boolean): Promise<Recorded> {
  await using resources = new AsyncDisposableStack();
  const folder = resources.use(await TempFolder.create('private'));
  const lab = resources.use(await NetworkLab.open('lan'));
  const tracker = resources.use(await TrackerNode.start(lab));
  const hosts = {
    seed: await lab.host(['four', 'six']),
    shoal: await lab.host(['four', 'six']),
    lurker: await lab.host(['four', 'six']),
  };
  const torrent = await makeTorrent({
    content: await singleFile(CONTENT_BYTES)(await folder.folder('content')),
    torrent: folder.join('content.torrent'),
    pieceLength: PIECE_LENGTH,
    trackers: [tracker.urlFor(hosts.shoal)],
    isPrivate,
  });
  const capture = resources.use(await WireCapture.start(hosts.shoal));
  const lurker = resources.use(await lurk(hosts.lurker, torrent, folder));
  const seed = resources.use(await LibtorrentNode.start({ host: hosts.seed, ways: ['pex'] }));
  await seed.block(hosts.lurker);
  await seed.seed(torrent, []);
  await tracker.announced(torrent.infoHash, hosts.seed);
  const shoal = resources.use(
    await ShoalNode.start({
      host: hosts.shoal,
      ways: EVERY_WAY,
      routers: lurker.endpoints,
      folder: await folder.folder('shoal'),
      environment: ENVIRONMENT,
    }),
  );
  await shoal.downloadTorrent(torrent);
  const what = 'Shoal to have everything';
  await waitUntil(() => shoal.isComplete(), { timeoutMs: TIMEOUT_MS, what });
  const { packets } = capture;
  return { ...hosts, packets, infoHash: torrent.infoHash, tracker: tracker.host };
}

async function lurk(
  host: NetworkHost,
  torrent: TorrentFixture,
  folder: TempFolder,
): Promise<LibtorrentNode> {
  const lurker = await LibtorrentNode.start({ host, ways: EVERY_WAY });
  await lurker.download(magnetOf(torrent, {}), await folder.folder('lurker'));
  return lurker;
}

/** The DHT's own questions and answers go on: they are about nodes, and name no torrent. */
function isOfTheDht({ protocol, payload }: SentPacket): boolean {
  return protocol === 'udp' && /^d.*1:y1:[eqr]e$/s.test(payload);
}

/** The info hash as DHT and handshakes have it, as trackers do, or as LSD does. */
function names({ payload }: SentPacket, infoHash: string): boolean {
  const bytes = Buffer.from(infoHash, 'hex').toString('latin1');
  const plain = payload.replaceAll(/%([\da-f]{2})/gi, (_escape, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
  return plain.includes(bytes) || payload.toLowerCase().includes(infoHash);
}

function goesTo(hosts: readonly NetworkHost[], { address }: SentPacket): boolean {
  return hosts.some(({ addresses }) => addresses.includes(address));
}

function handshakes(packets: readonly SentPacket[]): SentPacket[] {
  return packets.filter(({ payload }) => payload.startsWith('\x13BitTorrent protocol'));
}

function offersDht({ payload }: SentPacket): boolean {
  return (payload.charCodeAt(LAST_RESERVED_BYTE) & 1) === 1;
}

describeDiscovery('What Shoal sends', () => {
  it.concurrent('of a private torrent goes to its tracker and its peers alone', async () => {
    const { packets, infoHash, tracker, seed } = await record(true);
    const known = [tracker, seed];
    const others = packets.filter((packet) => !goesTo(known, packet));
    const [toSeed] = handshakes(packets);

    expect(others.filter((packet) => !isOfTheDht(packet))).toEqual([]);
    expect(others.filter((packet) => names(packet, infoHash))).toEqual([]);
    expect(others.length).toBeGreaterThan(0);
    expect(packets.filter((packet) => names(packet, infoHash)).length).toBeGreaterThan(1);
    expect(toSeed).toSatisfy((packet: SentPacket) => !offersDht(packet));
    const words = packets.filter(({ payload }) => /ut_pex|ut_metadata/.test(payload));
    expect(words).toEqual([]);
    expect(packets.filter(({ payload }) => payload.includes(PORT_MESSAGE))).toEqual([]);
  });

  it.concurrent('of a public one goes wherever peers may be found', async () => {
    const { packets, infoHash, tracker, seed, lurker } = await record(false);
    const others = packets.filter((packet) => !goesTo([tracker, seed], packet));
    const naming = others.filter((packet) => names(packet, infoHash));

    expect(naming.some((packet) => isOfTheDht(packet) && goesTo([lurker], packet))).toBe(true);
    expect(naming.map(({ address }) => address)).toContain('239.192.152.143');
    expect(naming.map(({ address }) => address)).toContain('ff15::efc0:988f');
    expect(handshakes(packets).some(offersDht)).toBe(true);
    expect(packets.some(({ payload }) => /ut_pex/.test(payload))).toBe(true);
    expect(packets.some(({ payload }) => payload.includes(PORT_MESSAGE))).toBe(true);
  });
});
