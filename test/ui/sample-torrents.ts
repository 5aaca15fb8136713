/** Torrents that nobody seeds, for what the app shows without a swarm. */
import { createMetainfo } from '../../server/src/engine/index.ts';
import { call, torrentForm } from '../support/rest-client.ts';
import type { DroppedFile } from './browser.ts';

const PIECE_LENGTH = 256 * 1024;

/** A .torrent of the given files (path: bytes), private so that only its dead tracker is asked. */
export function sampleTorrent(name: string, files: Record<string, number>): DroppedFile {
  const totalBytes = Object.values(files).reduce((sum, bytes) => sum + bytes, 0);
  const bytes = createMetainfo({
    name,
    files: Object.entries(files).map(([path, size]) => ({ path: path.split('/'), bytes: size })),
    pieceLength: PIECE_LENGTH,
    pieceHashes: new Uint8Array(Math.ceil(totalBytes / PIECE_LENGTH) * 20).fill(name.length),
    trackers: [['http://127.0.0.1:9/announce']],
    private: true,
  });
  return { name: `${name}.torrent`, bytes };
}

/** Adds it past the app: for a test that is about something else. `url` is the server's. */
export async function addTorrent(
  url: string,
  torrent: DroppedFile,
  { paused }: { paused: boolean },
): Promise<void> {
  const body = torrentForm(torrent.bytes);
  const uploaded = await call<{ id: string }>(url, 'POST', '/api/upload-torrent', { body });
  const request = { torrentId: uploaded.body.id, paused };
  const started = await call(url, 'POST', '/api/start-download', { body: request });
  if (started.status !== 201) throw new Error(`not added: ${JSON.stringify(started.body)}`);
}
