/** The samples at work: a tracker, seeds and leeches of libtorrent, and Shoal with all of them added. */
import { writeFile } from 'node:fs/promises';
import { Opentracker } from '../../support/clients/opentracker.ts';
import { type LibtorrentOptions, startLibtorrent } from '../../support/clients/libtorrent.ts';
import { call, torrentForm } from '../../support/rest-client.ts';
import { TempFolder } from '../../support/temp-folder.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { ShoalServer } from '../shoal-server.ts';
import { OFFERED, SAMPLES, type SampleTorrent, torrentOf, writeContent } from './samples.ts';

const SEEDS_OF_EACH = 3;
const CHECK_TIMEOUT_MS = 120_000;

export interface SampleSwarm extends AsyncDisposable {
  server: ShoalServer;
  offered: SampleTorrent;
}

export async function openSampleSwarm(): Promise<SampleSwarm> {
  const resources = new AsyncDisposableStack();
  try {
    const folder = resources.use(await TempFolder.create('screenshots'));
    const { port, httpUrl } = await Opentracker.reserve();
    const torrents = SAMPLES.map((sample) => torrentOf(sample, httpUrl));
    const infoHashes = torrents.map(({ id }) => id);
    resources.use(await Opentracker.start({ port, infoHashes }));
    const server = resources.use(await ShoalServer.start());
    for (const torrent of torrents) {
      await writeContent(torrent.sample, server.downloadFolder, false);
      await startPeers(torrent, folder, resources);
    }
    for (const torrent of torrents) await addToShoal(server.url, torrent);
    return {
      server,
      offered: torrentOf(OFFERED, httpUrl),
      [Symbol.asyncDispose]: () => resources.disposeAsync(),
    };
  } catch (error) {
    await resources.disposeAsync();
    throw error;
  }
}

async function startPeers(
  { sample, bytes, id, totalBytes }: SampleTorrent,
  folder: TempFolder,
  resources: AsyncDisposableStack,
): Promise<void> {
  const { name, seedRate, leechRate } = sample;
  if (seedRate === undefined && leechRate === undefined) return;
  const path = folder.join(`${id}.torrent`);
  await writeFile(path, bytes);
  const start = async (
    role: 'seed' | 'leech',
    options: Partial<LibtorrentOptions>,
  ): Promise<void> => {
    const contentFolder = await folder.folder(`${id}-${role}`);
    if (role === 'seed') await writeContent(sample, contentFolder, true);
    const torrent = { path, contentFolder, name, infoHash: id, totalBytes, pieceLength: 0 };
    resources.use(
      await startLibtorrent(role, {
        torrent,
        folder: contentFolder,
        useTrackers: true,
        ...options,
      }),
    );
  };
  if (leechRate !== undefined) await start('leech', { downloadLimitBytesPerSecond: leechRate });
  if (seedRate === undefined) return;
  const uploadLimitBytesPerSecond = seedRate / SEEDS_OF_EACH;
  for (let seed = 0; seed < SEEDS_OF_EACH; seed += 1) {
    await start('seed', { seedMode: true, uploadLimitBytesPerSecond });
  }
}

/** Adds it and brings it to the state that its picture needs. */
async function addToShoal(url: string, { bytes, id, sample }: SampleTorrent): Promise<void> {
  await call(url, 'POST', '/api/upload-torrent', { body: torrentForm(bytes) });
  await call(url, 'POST', '/api/start-download', { body: { torrentId: id } });
  const isChecked = async (): Promise<boolean> => {
    const { body } = await call<{ state: string }>(url, 'GET', `/api/downloads/${id}`);
    return body.state === 'downloading' || body.state === 'seeding';
  };
  await waitUntil(isChecked, { timeoutMs: CHECK_TIMEOUT_MS, what: `${sample.name} to be checked` });
  if (sample.action) await call(url, 'PATCH', `/api/downloads/${id}/${sample.action}`);
}
