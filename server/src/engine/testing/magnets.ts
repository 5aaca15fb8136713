/** Magnets of built torrents, and what a session tells of them. */
import { fromHex } from '../core/hex.ts';
import type { MagnetSource } from '../core/magnet-messages.ts';
import type { AddDownload } from '../core/messages.ts';
import type { EngineEvents } from '../session/engine-api.ts';
import type { RunningSession } from './loopback-session.ts';
import type { BuiltTorrent } from './torrent-builder.ts';

/** What a link of the torrent names. */
export function magnetOf(
  { metainfo }: Pick<BuiltTorrent, 'metainfo'>,
  changes: Partial<MagnetSource> = {},
): MagnetSource {
  const infoHashV1 = fromHex(metainfo.id);
  return {
    infoHash: infoHashV1,
    infoHashV1,
    infoHashV2: null,
    name: null,
    trackers: [],
    webSeeds: [],
    peers: [],
    ...changes,
  };
}

/** The request that lists a download by a magnet. */
export function magnetAddition(
  magnet: MagnetSource,
  directory: string,
  changes: Partial<AddDownload> = {},
): AddDownload {
  return {
    metainfo: null,
    magnet,
    directory,
    state: 'started',
    sequential: false,
    filePriorities: [],
    trackers: null,
    resume: null,
    ...changes,
  };
}

/** The next `metadata` event of the session; rejects where the fetch fails, or takes too long. */
export async function nextMetadata(
  { session }: RunningSession,
  withinMs = 10_000,
): Promise<EngineEvents['metadata']> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('no metadata came')), withinMs);
    session.on('metadata', (event) => {
      clearTimeout(timer);
      resolve(event);
    });
    session.on('metadataFailed', ({ fault }) => {
      clearTimeout(timer);
      reject(new Error(fault.message));
    });
  });
}
