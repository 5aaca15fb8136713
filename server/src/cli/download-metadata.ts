/**
 * Asks peers for what a magnet link stands for, before its download can be followed. Resolves exactly once, and leaves
 * no timer behind: with the .torrent file, or with how it ended without one.
 */
import {
  magnetSourceOf,
  type AddDownload,
  type DownloadStatus,
  type Engine,
  type Magnet,
  type PeerEndpoint,
} from '../engine/index.ts';
import type { DownloadDisplay } from './download-display.ts';
import type { Outcome } from './download-follow.ts';

export interface MetadataRequest {
  engine: Engine;
  magnet: Magnet;
  /** As the download will be added. */
  request: Omit<AddDownload, 'metainfo'>;
  peers: PeerEndpoint[];
  display: DownloadDisplay;
  interrupted: AbortSignal;
}

export type MetadataOutcome = { metainfo: Uint8Array; torrentId: string } | Outcome;

/** Rejects when the engine refuses it or goes away. */
export async function askForMetadata(asked: MetadataRequest): Promise<MetadataOutcome> {
  const { engine, magnet, request, peers, display, interrupted } = asked;
  const { id } = magnet;
  const stops: (() => void)[] = [];
  try {
    const { promise: outcome, resolve, reject } = Promise.withResolvers<MetadataOutcome>();
    const see = (status: DownloadStatus): void => {
      if (status.state === 'metadata') display.update(status, 'tick');
      if (status.state === 'error') resolve({ end: 'failed', wasComplete: false, status });
    };
    const look = (): void => void engine.status(id).then(see, reject);
    const end = (status: DownloadStatus): void =>
      resolve({ end: 'interrupted', wasComplete: false, status });
    const interrupt = (): void => void engine.status(id).then(end, reject);
    stops.push(
      engine.on('metadata', (event) => {
        if (event.id === id) resolve({ metainfo: event.metainfo, torrentId: event.torrentId });
      }),
      engine.on('state', (event) => {
        if (event.id === id) see(event.status);
      }),
    );
    // It may be rejected while `add` still waits.
    outcome.catch(() => {});
    await engine.add({ ...request, id, metainfo: null, magnet: magnetSourceOf(magnet) });
    // Of a magnet that is not added yet nothing can be asked.
    const timer = setInterval(look, display.tickMs);
    stops.push(() => clearInterval(timer));
    interrupted.addEventListener('abort', interrupt, { once: true });
    stops.push(() => interrupted.removeEventListener('abort', interrupt));
    if (interrupted.aborted) interrupt();
    if (peers.length > 0) await engine.addPeers(id, peers);
    const ended = await outcome;
    // A hybrid torrent that was asked for by its v2 hash goes by its v1 hash.
    if ('metainfo' in ended && ended.torrentId !== id) {
      await engine.remove(id, { deleteData: false });
    }
    return ended;
  } finally {
    for (const stop of stops) stop();
  }
}
