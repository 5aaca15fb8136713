/**
 * The downloads that are in the list, torrents and magnets, and what is asked of one of them or of all: commands that
 * need no more of the session than the download itself. Invariant: an id is of a torrent or of a magnet, never of
 * both.
 */
import { RequestError } from '../core/engine-error.ts';
import type {
  BannedPeer,
  DiscoveryReport,
  DownloadPlace,
  DownloadStatus,
  FileStatus,
  PeerEndpoint,
  PeerStatus,
  PieceAvailability,
  PieceDeadline,
  StatusChanges,
  TrackerHostStatus,
  TrackerStatus,
  TrackerTiersOf,
} from '../core/messages.ts';
import type { MagnetDownload } from '../magnet/magnet-download.ts';
import type { Torrent } from '../torrent/torrent.ts';
import type { SessionMagnets } from './session-magnets.ts';
import { StatusVersions } from './status-versions.ts';
import { bannedPeersOf, trackerHostsOf, trackersWith } from './torrent-surveys.ts';

export abstract class ListedDownloads {
  protected readonly torrents = new Map<string, Torrent>();
  protected readonly versions = new StatusVersions();
  protected abstract readonly magnets: SessionMagnets;

  /** Throws a RequestError where the session does not run. */
  protected abstract started(): unknown;

  async list(): Promise<DownloadStatus[]> {
    return [...this.listed.values()].map((download) => download.status());
  }

  async status(id: string): Promise<DownloadStatus> {
    return this.findListed(id).status();
  }

  async changedSince(version: number): Promise<StatusChanges> {
    const { changed, ...others } = this.versions.since(version);
    return { ...others, changed: changed.map((id) => this.findListed(id).status()) };
  }

  async files(id: string): Promise<FileStatus[]> {
    return this.findListed(id).files();
  }

  async peers(id: string): Promise<PeerStatus[]> {
    return this.findListed(id).peers();
  }

  async trackers(id: string): Promise<TrackerStatus[]> {
    return this.findListed(id).trackers();
  }

  async discovery(id: string): Promise<DiscoveryReport> {
    return this.findListed(id).discoveryReport();
  }

  async pieces(id: string): Promise<Uint8Array> {
    return this.find(id).pieces.had();
  }

  async availability(id: string): Promise<PieceAvailability> {
    return this.find(id).pieces.availability();
  }

  async pause(id: string): Promise<DownloadStatus> {
    return this.act(id, (torrent) => torrent.pause());
  }

  async cancel(id: string): Promise<DownloadStatus> {
    return this.act(id, (torrent) => torrent.cancel());
  }

  async reannounce(id: string): Promise<DownloadStatus> {
    return this.act(id, (torrent) => torrent.reannounce());
  }

  async announceTo(id: string, url: string): Promise<DownloadStatus> {
    return this.act(id, (torrent) => torrent.announceTo(url));
  }

  async checkMove(id: string, place: DownloadPlace): Promise<void> {
    await this.find(id).checkMove(place);
  }

  async setDeadlines(id: string, deadlines: PieceDeadline[]): Promise<void> {
    this.find(id).setDeadlines(deadlines);
  }

  async addPeers(id: string, peers: PeerEndpoint[]): Promise<void> {
    this.findListed(id).addPeers(peers);
  }

  async liftBan(id: string, address: string): Promise<void> {
    this.findListed(id).liftBan(address);
  }

  async bannedPeers(): Promise<BannedPeer[]> {
    return bannedPeersOf(this.listed);
  }

  async trackerHosts(): Promise<TrackerHostStatus[]> {
    return trackerHostsOf(this.listed);
  }

  async findTrackers(text: string, ids?: readonly string[]): Promise<TrackerTiersOf[]> {
    const listed = this.listed;
    return trackersWith(text, listed, ids ?? listed.keys());
  }

  protected get listed(): ReadonlyMap<string, Torrent | MagnetDownload> {
    const { downloads } = this.magnets;
    if (downloads.size === 0) return this.torrents;
    return new Map<string, Torrent | MagnetDownload>([...this.torrents, ...downloads]);
  }

  protected act(id: string, action: (download: Torrent | MagnetDownload) => void): DownloadStatus {
    const download = this.findListed(id);
    action(download);
    this.versions.touch(id);
    return download.status();
  }

  protected findListed(id: string): Torrent | MagnetDownload {
    return this.magnets.downloads.get(id) ?? this.find(id);
  }

  /** One that has files: a magnet has none. */
  protected find(id: string): Torrent {
    this.started();
    const torrent = this.torrents.get(id);
    if (torrent) return torrent;
    this.magnets.downloads.get(id)?.refuse();
    throw new RequestError('download-not-found', `There is no download ${id}.`);
  }
}
