/** What a magnet link names beside its torrent goes to the download of it, where that is there already. */
import { Inject, Injectable } from '@nestjs/common';
import {
  DOWNLOAD_REPOSITORY,
  type DownloadRepository,
} from '../database/download-repository.port.ts';
import { TORRENT_REPOSITORY, type TorrentRepository } from '../database/torrent-repository.port.ts';
import { EngineHostService } from '../engine-host/engine-host.service.ts';
import { ENGINE, type Engine } from '../engine-host/engine.port.ts';
import { MagnetService, type RepeatedMagnet } from '../torrent/magnet.service.ts';
import { TrackerService } from './tracker.service.ts';

@Injectable()
export class LinkHintsService {
  constructor(
    @Inject(ENGINE) private readonly engine: Engine,
    @Inject(DOWNLOAD_REPOSITORY) private readonly downloads: DownloadRepository,
    @Inject(TORRENT_REPOSITORY) private readonly torrents: TorrentRepository,
    private readonly host: EngineHostService,
    private readonly trackers: TrackerService,
    magnets: MagnetService,
  ) {
    magnets.onRepeated((repeated) => this.#pass(repeated));
  }

  /** Peers of a private torrent are those that its own trackers name (BEP 27). */
  async #pass({ torrentId, magnet }: RepeatedMagnet): Promise<void> {
    if (!(await this.downloads.find(torrentId))) return;
    if (this.host.faultOf(torrentId) || (await this.torrents.find(torrentId))?.private) return;
    const urls = magnet.trackers.flat();
    if (urls.length > 0) await this.trackers.add(torrentId, { urls });
    if (magnet.peers.length > 0) await this.engine.addPeers(torrentId, magnet.peers);
  }
}
