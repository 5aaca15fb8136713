/**
 * A network where content is to pass from a libtorrent seed through a client to a libtorrent leech, by links and in one
 * way alone. Seed and leech refuse each other, so that the client must find the seed and be found by the leech.
 */
import { join } from 'node:path';
import type { TorrentFixture } from '../../support/fixtures.ts';
import { TempFolder } from '../../support/temp-folder.ts';
import { treeDigest } from '../../support/tree-digest.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { INTRODUCTIONS } from './introduction.ts';
import { LibtorrentNode } from './libtorrent-node.ts';
import { NetworkLab, type Family, type NetworkHost, type Realm } from './network-lab.ts';
import type { SwarmClientKind, Way } from './swarm-client.ts';

/** What the hosts of a scene speak. In `mixed` the client alone has both families. */
export type Families = 'IPv4' | 'IPv6' | 'mixed';

const HOSTS: Record<Families, Record<'seed' | 'client' | 'leech', readonly Family[]>> = {
  IPv4: { seed: ['four'], client: ['four'], leech: ['four'] },
  IPv6: { seed: ['six'], client: ['six'], leech: ['six'] },
  mixed: { seed: ['six'], client: ['four', 'six'], leech: ['four'] },
};
/** Multicast is for the local network; the others must work where the rules for public addresses hold. */
const REALM_OF: Record<Way, Realm> = {
  tracker: 'lan',
  dht: 'internet',
  pex: 'internet',
  lsd: 'lan',
};
const COMPLETE_TIMEOUT_MS = 40_000;

export interface SceneOptions {
  client: SwarmClientKind;
  way: Way;
  families: Families;
  torrent: TorrentFixture;
}

/** Who named whom, and what everybody has at the end, by values that compare every byte. */
export interface Outcome {
  seedNamedBy: string[];
  clientNamedBy: string[];
  original: Record<string, string>;
  client: Record<string, string>;
  leech: Record<string, string>;
}

export async function passOn(options: SceneOptions): Promise<Outcome> {
  await using resources = new AsyncDisposableStack();
  const { way, families, torrent } = options;
  const folder = resources.use(await TempFolder.create('discovery'));
  const lab = resources.use(await NetworkLab.open(REALM_OF[way]));
  const hosts = {
    seed: await lab.host(HOSTS[families].seed),
    client: await lab.host(HOSTS[families].client),
    leech: await lab.host(HOSTS[families].leech),
  };
  const introduction = resources.use(await INTRODUCTIONS[way](lab, torrent));
  const folders = { client: await folder.folder('client'), leech: await folder.folder('leech') };

  const startNode = (host: NetworkHost): Promise<LibtorrentNode> =>
    LibtorrentNode.start({ host, ways: [way], routers: introduction.routersFor(host) });
  const seed = resources.use(await startNode(hosts.seed));
  await seed.block(hosts.leech);
  await seed.seed(torrent, introduction.trackersFor(hosts.seed));
  await introduction.knows(hosts.seed);
  const leech = resources.use(await startNode(hosts.leech));
  await leech.block(hosts.seed);
  const startLeech = async (): Promise<void> =>
    leech.download(await introduction.linkFor(hosts.leech, hosts.client), folders.leech);
  // Who announces by multicast is heard by those that are there.
  if (way === 'lsd') await startLeech();

  const client = resources.use(
    await options.client.start({
      host: hosts.client,
      ways: [way],
      routers: introduction.routersFor(hosts.client),
      folder: folders.client,
    }),
  );
  await client.download(await introduction.linkFor(hosts.client, hosts.seed));
  await complete(() => client.isComplete(), `${options.client.name} to have everything`);
  if (way !== 'lsd') await startLeech();
  await complete(async () => (await leech.status()).isSeeding, 'the leech to have everything');

  return {
    seedNamedBy: await client.sourcesOf(hosts.seed),
    clientNamedBy: await leech.sourcesOf(hosts.client),
    original: await treeDigest(join(torrent.contentFolder, torrent.name)),
    client: await treeDigest(join(folders.client, torrent.name)),
    leech: await treeDigest(join(folders.leech, torrent.name)),
  };
}

async function complete(condition: () => Promise<boolean>, what: string): Promise<void> {
  await waitUntil(condition, { timeoutMs: COMPLETE_TIMEOUT_MS, what });
}
