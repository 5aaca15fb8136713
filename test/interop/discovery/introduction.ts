/**
 * What stands in a network so that clients can find each other in one way: a tracker, a DHT node that has no torrent,
 * peers that know others and have nothing to give; for LSD nothing at all.
 */
import type { TorrentFixture } from '../../support/fixtures.ts';
import { LibtorrentNode } from './libtorrent-node.ts';
import { endpointText, type NetworkHost, type NetworkLab } from './network-lab.ts';
import { PEER_PORT, type Way } from './swarm-client.ts';
import { TrackerNode } from './tracker-node.ts';

export interface Introduction extends AsyncDisposable {
  /** Addresses of a tracker, as that host reaches it. */
  trackersFor(host: NetworkHost): string[];
  /** `address:port` of DHT nodes, as that host reaches them. */
  routersFor(host: NetworkHost): string[];
  /** A link for `reader`, who is to find the client at `target` by it. */
  linkFor(reader: NetworkHost, target: NetworkHost): Promise<string>;
  /** Resolves once who stands here knows the client at that host. */
  knows(target: NetworkHost): Promise<void>;
}

type MakeIntroduction = (lab: NetworkLab, torrent: TorrentFixture) => Promise<Introduction>;

export const INTRODUCTIONS: Record<Way, MakeIntroduction> = {
  tracker: introduceByTracker,
  dht: introduceByDht,
  pex: introduceByPex,
  lsd: (_lab, torrent) => Promise.resolve(introduction(torrent, {})),
};

function introduction(torrent: TorrentFixture, given: Partial<Introduction>): Introduction {
  return {
    trackersFor: () => [],
    routersFor: () => [],
    linkFor: () => Promise.resolve(magnetOf(torrent, {})),
    knows: () => Promise.resolve(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
    ...given,
  };
}

async function introduceByTracker(lab: NetworkLab, torrent: TorrentFixture): Promise<Introduction> {
  const tracker = await TrackerNode.start(lab);
  const trackersFor = (reader: NetworkHost): string[] => [tracker.urlFor(reader)];
  return introduction(torrent, {
    trackersFor,
    linkFor: (reader) => Promise.resolve(magnetOf(torrent, { tr: trackersFor(reader) })),
    knows: (target) => tracker.announced(torrent.infoHash, target),
    [Symbol.asyncDispose]: () => tracker[Symbol.asyncDispose](),
  });
}

async function introduceByDht(lab: NetworkLab, torrent: TorrentFixture): Promise<Introduction> {
  const host = await lab.host(['four', 'six']);
  const router = await LibtorrentNode.start({ host, ways: ['dht'] });
  return introduction(torrent, {
    routersFor: (reader) => sharedEndpoints(host, reader),
    knows: (target) => router.announced(torrent.infoHash, target),
    [Symbol.asyncDispose]: () => router[Symbol.asyncDispose](),
  });
}

/** For each client that is to be found one that knows it: libtorrent names those alone to which it connected itself. */
async function introduceByPex(lab: NetworkLab, torrent: TorrentFixture): Promise<Introduction> {
  const introducers = new AsyncDisposableStack();
  const linkFor = async (reader: NetworkHost, target: NetworkHost): Promise<string> => {
    const host = await lab.host(['four', 'six']);
    const introducer = introducers.use(
      await LibtorrentNode.start({ host, ways: ['pex'], onlyIntroduces: true }),
    );
    await introducer.download(magnetOf(torrent, {}), '/nowhere');
    await introducer.connect(target.endpoints(PEER_PORT).slice(0, 1));
    await introducer.isConnectedTo(target);
    return magnetOf(torrent, { 'x.pe': [endpointText(host.reachableFrom(reader), PEER_PORT)] });
  };
  return introduction(torrent, {
    linkFor,
    [Symbol.asyncDispose]: () => introducers.disposeAsync(),
  });
}

/** A link with more than the torrent's hash. The values stay as they are: libtorrent does not decode addresses of peers. */
export function magnetOf(torrent: TorrentFixture, more: Record<string, string[]>): string {
  const parts = Object.entries(more).flatMap(([name, values]) =>
    values.map((value) => `&${name}=${value}`),
  );
  return `magnet:?xt=urn:btih:${torrent.infoHash}${parts.join('')}`;
}

function sharedEndpoints(host: NetworkHost, reader: NetworkHost): string[] {
  const [four, six] = host.endpoints(PEER_PORT);
  return [reader.four === null ? [] : [four!], reader.six === null ? [] : [six!]].flat();
}
