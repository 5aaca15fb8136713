/**
 * The magnets of a session: fetches of metadata, for previews that nobody has listed, for downloads that wait, or for
 * both. Invariant: a fetch runs exactly while a preview or a download that may run wants it, and there is one for
 * each hash, however many ask.
 */
import { RequestError } from '../core/engine-error.ts';
import { toHex } from '../core/hex.ts';
import type { MagnetSource, MetadataProgress, MetadataStatus } from '../core/magnet-messages.ts';
import type {
  AddDownload,
  DownloadFault,
  DownloadStatus,
  EngineDownloadState,
} from '../core/messages.ts';
import type { DialledSwarm, MagnetContext } from '../magnet/magnet-context.ts';
import { MagnetDownload } from '../magnet/magnet-download.ts';
import type { FoundPeers } from '../magnet/magnet-swarm.ts';
import { MetadataFetch, type FetchedMetadata } from '../magnet/metadata-fetch.ts';
import { MetadataMemory } from '../magnet/metadata-memory.ts';
import type { Metainfo } from '../metainfo/metainfo.ts';
import type { IncomingPeers } from './incoming-peers.ts';
import type { SessionEvents } from './session-events.ts';
import type { StatusVersions } from './status-versions.ts';

/** Of the connections of the session, so much is for all fetches together: downloads have the rest for themselves. */
const CONNECTIONS_SHARE = 1 / 2;
/** Fetches that are remembered after they ended, for the peers that they know. */
const MOST_FETCHES = 5_000;

export interface SessionMagnetsOptions {
  events: SessionEvents;
  versions: StatusVersions;
  incoming: () => IncomingPeers;
  /** Of the session that runs. */
  context: () => MagnetContext;
}

/** What becomes a torrent's when its metadata is there. */
export interface TakenMagnet {
  /** The state of the download that it was; null where it was in no list. */
  previous: EngineDownloadState | null;
  peers: FoundPeers;
}

export class SessionMagnets {
  readonly #options: SessionMagnetsOptions;
  readonly #fetches = new Map<string, MetadataFetch>();
  /** Fetches that run. */
  #running = 0;
  /** What all of them together may keep in memory. */
  readonly memory = new MetadataMemory();
  readonly #previews = new Set<string>();
  readonly #downloads = new Map<string, MagnetDownload>();
  /** What was told of previews last. */
  readonly #told = new Map<string, MetadataProgress>();

  constructor(options: SessionMagnetsOptions) {
    this.#options = options;
  }

  /** Those that are in the list. */
  get downloads(): ReadonlyMap<string, MagnetDownload> {
    return this.#downloads;
  }

  /** The swarm that a peer may mean who dials us. */
  swarmOf(id: string): DialledSwarm | undefined {
    const fetch = this.#fetches.get(id);
    return fetch?.isRunning ? fetch : undefined;
  }

  /** Of so many connections in all, those that one fetch may have. */
  shareOf(maxConnections: number): number {
    return Math.max(1, Math.floor((maxConnections * CONNECTIONS_SHARE) / this.#running));
  }

  isThere(swarm: DialledSwarm): boolean {
    return this.swarmOf(toHex(swarm.infoHash)) === swarm;
  }

  /** Fetches for a preview. */
  preview(id: string, magnet: MagnetSource): MetadataStatus {
    if (toHex(magnet.infoHash) !== id) throw notItsHash();
    const fetch = this.#fetchOf(magnet);
    this.#previews.add(id);
    void this.#update(fetch);
    return fetch.status();
  }

  async dropPreview(id: string): Promise<void> {
    const fetch = this.#fetches.get(id);
    if (!fetch) return;
    this.#previews.delete(id);
    this.#told.delete(id);
    if (!this.#downloads.has(id)) this.#fetches.delete(id);
    await this.#update(fetch);
  }

  status(id: string): MetadataStatus | null {
    return this.#fetches.get(id)?.status() ?? null;
  }

  /** Lists a download that waits for its metadata. */
  add(request: AddDownload, magnet: MagnetSource): DownloadStatus {
    const id = toHex(magnet.infoHash);
    if (request.id !== undefined && request.id !== id) throw notItsHash();
    const fetch = this.#fetchOf(magnet);
    const { events, versions } = this.#options;
    const download = new MagnetDownload(request, fetch, {
      onIntent: () => {
        versions.touch(id);
        void this.#update(fetch);
      },
      onStateChanged: (_download, previous) => {
        versions.touch(id);
        events.tell('state', { id, previous, status: download.status() });
      },
    });
    if (request.trackers) fetch.setTrackers(request.trackers);
    this.#downloads.set(id, download);
    versions.touch(id);
    events.tell('added', { status: download.status() });
    void this.#update(fetch);
    return download.status();
  }

  /** Takes a download from the list. */
  async remove(id: string): Promise<void> {
    this.#downloads.delete(id);
    this.#options.versions.remove(id);
    const fetch = this.#fetches.get(id);
    if (!fetch) return;
    if (!this.#previews.has(id)) this.#fetches.delete(id);
    await this.#update(fetch);
  }

  /** The torrent is there: what was known of it as a magnet is the torrent's from here on. */
  take({ id, private: isPrivate }: Metainfo): TakenMagnet {
    const previous = this.#downloads.get(id)?.stage ?? null;
    const fetch = this.#fetches.get(id) ?? this.#fetchedAs(id);
    if (!fetch) return { previous, peers: [] };
    const peers = fetch.handOver(isPrivate);
    this.#downloads.delete(id);
    if (!this.#downloads.has(fetch.id)) {
      this.#previews.delete(fetch.id);
      this.#told.delete(fetch.id);
      this.#fetches.delete(fetch.id);
    }
    void this.#update(fetch, true);
    return { previous, peers };
  }

  applyUserBans(): void {
    for (const fetch of this.#fetches.values()) fetch.applyUserBans();
  }

  /** Once a second. Gives the statuses of the downloads that may look different. */
  tick(): DownloadStatus[] {
    this.memory.count(this.#fetches.values());
    for (const fetch of this.#fetches.values()) if (fetch.isRunning) fetch.tick();
    const moving = [...this.#downloads.values()].filter(({ isFetching }) => isFetching);
    for (const { id } of moving) this.#options.versions.touch(id);
    return moving.map((download) => download.status());
  }

  /** Tells of the previews that moved since it did last. */
  tellProgress(): void {
    const moved: MetadataStatus[] = [];
    for (const id of this.#previews) {
      const fetch = this.#fetches.get(id);
      const progress = fetch?.progress();
      if (!fetch || !progress || this.#told.get(id) === progress) continue;
      this.#told.set(id, progress);
      moved.push(fetch.status());
    }
    if (moved.length > 0) this.#options.events.emit('metadataProgress', moved);
  }

  async stop(): Promise<void> {
    const fetches = [...this.#fetches.values()];
    this.#previews.clear();
    this.#downloads.clear();
    this.#fetches.clear();
    this.#running = 0;
    await Promise.all(fetches.map(async (fetch) => fetch.stop()));
  }

  #fetchOf(magnet: MagnetSource): MetadataFetch {
    const id = toHex(magnet.infoHash);
    const known = this.#fetches.get(id);
    if (known) {
      known.widen(magnet);
      return known;
    }
    const fetch = new MetadataFetch(magnet, this.#options.context(), {
      onFetched: (_fetch, fetched) => this.#onFetched(fetch, fetched),
      onFailed: (_fetch, fault) => this.#onFailed(fetch, fault),
    });
    this.#fetches.set(id, fetch);
    return fetch;
  }

  /** Starts or ends the fetch, as is wanted now. */
  async #update(fetch: MetadataFetch, isHandedOn = false): Promise<void> {
    const { id } = fetch;
    const isWanted = this.#previews.has(id) || this.#downloads.get(id)?.isFetching === true;
    const incoming = this.#options.incoming();
    if (isWanted && !fetch.isRunning) {
      incoming.admitTo(fetch.infoHash);
      this.#running++;
      fetch.start();
    } else if (!isWanted && fetch.isRunning) {
      incoming.refuseTo(fetch.infoHash);
      this.#running--;
      await fetch.stop(isHandedOn);
    }
  }

  #onFetched(fetch: MetadataFetch, { metainfo, bytes }: FetchedMetadata): void {
    const { id } = fetch;
    this.#endPreview(id);
    this.#downloads.get(id)?.onFetched();
    void this.#update(fetch, this.#downloads.has(id));
    this.#options.events.tell('metadata', { id, torrentId: metainfo.id, metainfo: bytes });
  }

  #onFailed(fetch: MetadataFetch, fault: DownloadFault): void {
    const { id } = fetch;
    const wasPreview = this.#endPreview(id);
    this.#downloads.get(id)?.onFailed(fault);
    void this.#update(fetch);
    if (wasPreview) this.#options.events.tell('metadataFailed', { id, fault });
  }

  /** It has what it was made for; its peers are remembered for the download that may follow. */
  #endPreview(id: string): boolean {
    this.#told.delete(id);
    this.#forgetOldest();
    return this.#previews.delete(id);
  }

  #forgetOldest(): void {
    if (this.#fetches.size <= MOST_FETCHES) return;
    for (const [id, fetch] of this.#fetches) {
      if (fetch.isRunning || this.#downloads.has(id)) continue;
      this.#fetches.delete(id);
      return;
    }
  }

  #fetchedAs(torrentId: string): MetadataFetch | undefined {
    for (const fetch of this.#fetches.values()) if (fetch.torrentId === torrentId) return fetch;
    return undefined;
  }
}

function notItsHash(): RequestError {
  return new RequestError('invalid-argument', 'The magnet names another torrent than the id.');
}
