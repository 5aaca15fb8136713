/** Takes .torrent files and tells what is in them. A torrent is kept as it came, and once. */
import { Inject, Injectable } from '@nestjs/common';
import { ENGINE_TOOLKIT, type EngineToolkit } from '../config/runtime.module.ts';
import { TORRENT_REPOSITORY, type TorrentRepository } from '../database/torrent-repository.port.ts';
import { ProblemException } from '../http/problem.ts';
import type { TorrentDto } from '@shared/dto/torrent.js';
import { toTorrentDto } from './torrent.mapper.ts';

/** How long a torrent waits for its download to be started. */
const UNUSED_LIFETIME_MS = 24 * 60 * 60 * 1000;

@Injectable()
export class TorrentService {
  constructor(
    @Inject(ENGINE_TOOLKIT) private readonly toolkit: EngineToolkit,
    @Inject(TORRENT_REPOSITORY) private readonly torrents: TorrentRepository,
  ) {}

  async upload(bytes: Uint8Array): Promise<TorrentDto> {
    const { pieceHashes: _hashes, ...summary } = await this.toolkit.parseMetainfo(bytes);
    const now = Date.now();
    await this.torrents.deleteUnused(now - UNUSED_LIFETIME_MS);
    await this.torrents.save(summary, bytes, now);
    return this.find(summary.id);
  }

  async find(id: string): Promise<TorrentDto> {
    const summary = await this.torrents.find(id);
    if (!summary) {
      throw new ProblemException(404, 'torrent-not-found', 'There is no torrent of this id.');
    }
    return toTorrentDto(summary);
  }
}
