/** What a transfer between two clients needs: content, its torrent, a tracker that knows it, a folder for the copy. */
import { join } from 'node:path';
import { expect } from 'vitest';
import { Opentracker } from '../support/clients/opentracker.ts';
import { type Fixture, type TorrentFixture, makeTorrent } from '../support/fixtures.ts';
import { TempFolder } from '../support/temp-folder.ts';
import { treeDigest } from '../support/tree-digest.ts';

const DEFAULT_PIECE_LENGTH = 256 * 1024;

export interface Swarm extends AsyncDisposable {
  torrent: TorrentFixture;
  downloadFolder: string;
}

export interface SwarmOptions {
  fixture: Fixture;
  /** How the clients speak to the tracker. */
  protocol: 'http' | 'udp';
  pieceLength?: number;
}

/** Starts the tracker and makes the content; all of it is gone when the swarm is disposed of. */
export async function openSwarm(options: SwarmOptions): Promise<Swarm> {
  const resources = new AsyncDisposableStack();
  try {
    const folder = resources.use(await TempFolder.create('swarm'));
    const content = await options.fixture(await folder.folder('content'));
    const { port, httpUrl, udpUrl } = await Opentracker.reserve();
    const torrent = await makeTorrent({
      content,
      torrent: folder.join('content.torrent'),
      pieceLength: options.pieceLength ?? DEFAULT_PIECE_LENGTH,
      trackers: [options.protocol === 'http' ? httpUrl : udpUrl],
    });
    resources.use(await Opentracker.start({ port, infoHashes: [torrent.infoHash] }));
    return {
      torrent,
      downloadFolder: await folder.folder('download'),
      [Symbol.asyncDispose]: () => resources.disposeAsync(),
    };
  } catch (error) {
    await resources.disposeAsync();
    throw error;
  }
}

/** Compares every byte of the copy with the original. */
export async function expectSameContent({ torrent, downloadFolder }: Swarm): Promise<void> {
  const original = await treeDigest(join(torrent.contentFolder, torrent.name));
  expect(await treeDigest(join(downloadFolder, torrent.name))).toEqual(original);
}
