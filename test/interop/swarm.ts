/** What a transfer between two clients needs: content, its torrent, a tracker that knows it, a folder for the copy. */
import { join } from 'node:path';
import type { ClientKind, RunningClient } from '../support/clients/client.ts';
import { Opentracker } from '../support/clients/opentracker.ts';
import { type Fixture, type TorrentFixture, makeTorrent } from '../support/fixtures.ts';
import { TempFolder } from '../support/temp-folder.ts';
import { treeDigest } from '../support/tree-digest.ts';

const DEFAULT_PIECE_LENGTH = 256 * 1024;
const ANNOUNCE_TIMEOUT_MS = 20_000;
export const COMPLETE_TIMEOUT_MS = 90_000;

export interface Swarm extends AsyncDisposable {
  torrent: TorrentFixture;
  downloadFolder: string;
  /** Resolves once the tracker knows a client: whoever starts then learns of it. */
  announced(): Promise<void>;
}

export interface SwarmOptions {
  fixture: Fixture;
  /** How the clients speak to the tracker; without one they are told of each other. */
  protocol: 'http' | 'udp' | 'none';
  pieceLength?: number;
}

/** Starts the tracker and makes the content; all of it is gone when the swarm is disposed of. */
export async function openSwarm(options: SwarmOptions): Promise<Swarm> {
  const resources = new AsyncDisposableStack();
  try {
    const folder = resources.use(await TempFolder.create('swarm'));
    const content = await options.fixture(await folder.folder('content'));
    const { port, httpUrl, udpUrl } = await Opentracker.reserve();
    const trackers = { http: [httpUrl], udp: [udpUrl], none: [] };
    const torrent = await makeTorrent({
      content,
      torrent: folder.join('content.torrent'),
      pieceLength: options.pieceLength ?? DEFAULT_PIECE_LENGTH,
      trackers: trackers[options.protocol],
    });
    const tracker =
      options.protocol === 'none'
        ? null
        : resources.use(await Opentracker.start({ port, infoHashes: [torrent.infoHash] }));
    return {
      torrent,
      downloadFolder: await folder.folder('download'),
      announced: async () => tracker?.knowsPeers(torrent.infoHash, ANNOUNCE_TIMEOUT_MS),
      [Symbol.asyncDispose]: () => resources.disposeAsync(),
    };
  } catch (error) {
    await resources.disposeAsync();
    throw error;
  }
}

export interface Copies {
  original: Record<string, string>;
  received: Record<string, string>;
}

/** What the seed has and what the leech has, as values that compare every byte. */
export async function readCopies({ torrent, downloadFolder }: Swarm): Promise<Copies> {
  return {
    original: await treeDigest(join(torrent.contentFolder, torrent.name)),
    received: await treeDigest(join(downloadFolder, torrent.name)),
  };
}

export interface Transfer extends SwarmOptions {
  seed: ClientKind;
  leech: ClientKind;
}

/**
 * Runs one transfer to its end. The first client, the seed unless the leech waits to be dialled, is known to
 * the tracker before the other starts.
 */
export async function transfer({ seed, leech, ...options }: Transfer): Promise<Copies> {
  await using swarm = await openSwarm(options);
  await using clients = new AsyncDisposableStack();
  const { torrent, downloadFolder } = swarm;
  const startSeed = async (): Promise<void> => {
    const folder = torrent.contentFolder;
    const source = clients.use(await seed.seed({ torrent, folder, useTrackers: true }));
    await source.complete(COMPLETE_TIMEOUT_MS);
  };
  const startLeech = async (): Promise<RunningClient> =>
    clients.use(await leech.leech({ torrent, folder: downloadFolder, useTrackers: true }));
  if (leech.mustBeDialled === true) {
    const target = await startLeech();
    await swarm.announced();
    await startSeed();
    await target.complete(COMPLETE_TIMEOUT_MS);
  } else {
    await startSeed();
    await swarm.announced();
    const target = await startLeech();
    await target.complete(COMPLETE_TIMEOUT_MS);
  }
  return await readCopies(swarm);
}
