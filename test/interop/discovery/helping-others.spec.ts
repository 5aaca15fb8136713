/**
 * What Shoal does for others: it tells its peers of peers, and is the node by which a DHT finds together. And what it
 * keeps for itself: the nodes of that DHT.
 */
import { expect, it } from 'vitest';
import { TempFolder } from '../../support/temp-folder.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { describeDiscovery } from './discovery-spec.ts';
import { magnetOf } from './introduction.ts';
import { LibtorrentNode } from './libtorrent-node.ts';
import { NetworkLab, type NetworkHost } from './network-lab.ts';
import { ShoalNode } from './shoal-node.ts';
import type { Way } from './swarm-client.ts';

const DHT_NODES = 4;
const TIMEOUT_MS = 40_000;
/** What it has itself would take a minute, both to come and to go on. */
const SLOW = { SHOAL_DOWNLOAD_LIMIT: '32KiB', SHOAL_UPLOAD_LIMIT: '32KiB' };
/** Where nobody knows it to be. */
const OTHER_PORT = 6882;

/** A network whose hosts have both families, with folders that go with it. */
class Neighbourhood implements AsyncDisposable {
  private readonly resources = new AsyncDisposableStack();
  private readonly lab: NetworkLab;
  readonly folder: TempFolder;

  private constructor(lab: NetworkLab, folder: TempFolder) {
    this.folder = this.resources.use(folder);
    this.lab = this.resources.use(lab);
  }

  static async open(): Promise<Neighbourhood> {
    return new Neighbourhood(await NetworkLab.open('internet'), await TempFolder.create('hood'));
  }

  host(): Promise<NetworkHost> {
    return this.lab.host(['four', 'six']);
  }

  async libtorrent(way: Way, routers: readonly string[] = []): Promise<LibtorrentNode> {
    const options = { host: await this.host(), ways: [way], routers };
    return this.resources.use(await LibtorrentNode.start(options));
  }

  async shoal(way: Way, environment: Record<string, string> = {}): Promise<ShoalNode> {
    const host = await this.host();
    const folder = await this.folder.folder('shoal');
    return this.resources.use(
      await ShoalNode.start({ host, ways: [way], folder, routers: [], environment }),
    );
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.resources.disposeAsync();
  }
}

async function until(condition: () => Promise<boolean>, what: string): Promise<void> {
  await waitUntil(condition, { timeoutMs: TIMEOUT_MS, what });
}

describeDiscovery('Shoal helps others to find each other', (torrent) => {
  it.concurrent('tells a libtorrent by PEX of the seed that it is connected to', async () => {
    await using hood = await Neighbourhood.open();
    const seed = await hood.libtorrent('pex');
    await seed.seed(torrent(), []);
    const shoal = await hood.shoal('pex', SLOW);
    await shoal.download(magnetOf(torrent(), { 'x.pe': seed.endpoints.slice(0, 1) }));
    await until(() => shoal.isConnectedTo(seed.host), 'Shoal to be connected to the seed');

    const leech = await hood.libtorrent('pex');
    const link = magnetOf(torrent(), { 'x.pe': shoal.endpoints.slice(0, 1) });
    await leech.download(link, await hood.folder.folder('leech'));
    await until(async () => (await leech.status()).isSeeding, 'the leech to have everything');

    expect(await leech.sourcesOf(seed.host)).toEqual(['pex']);
  });

  it.concurrent(
    'brings a DHT together as its only bootstrap node, and finds it again',
    async () => {
      await using hood = await Neighbourhood.open();
      const shoal = await hood.shoal('dht');
      const [seed, leech] = [
        await hood.libtorrent('dht', shoal.endpoints),
        await hood.libtorrent('dht', shoal.endpoints),
      ];
      for (let count = 2; count < DHT_NODES; count += 1)
        await hood.libtorrent('dht', shoal.endpoints);
      await seed.seed(torrent(), []);
      const link = magnetOf(torrent(), {});
      await leech.download(link, await hood.folder.folder('leech'));
      await until(async () => (await leech.status()).isSeeding, 'the leech to have everything');
      expect(await leech.sourcesOf(seed.host)).toEqual(['dht']);

      await shoal.end();
      await shoal.run({ routers: [], peerPort: OTHER_PORT });
      await shoal.download(link);
      await until(() => shoal.isComplete(), 'Shoal to have everything after its restart');

      expect(shoal.sourcesOf(seed.host)).toEqual(['dht']);
    },
  );
});
