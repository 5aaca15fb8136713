/**
 * The places of all downloads. Invariant: no two downloads of the catalogue write the same file, in none of the
 * places that they have; so that this can be checked, what changes a place runs one after the other.
 */
import { Inject, Injectable } from '@nestjs/common';
import {
  DOWNLOAD_REPOSITORY,
  type DownloadRepository,
  type NamedPlaceRecord,
} from '../database/download-repository.port.ts';
import {
  TORRENT_REPOSITORY,
  type TorrentRepository,
  type TorrentSummary,
} from '../database/torrent-repository.port.ts';
import { renamedPaths, RequestError } from '../engine/index.ts';
import { findSharedPath, type PlacedFiles } from './shared-files.ts';

@Injectable()
export class CataloguePlacesService {
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    @Inject(DOWNLOAD_REPOSITORY) private readonly downloads: DownloadRepository,
    @Inject(TORRENT_REPOSITORY) private readonly torrents: TorrentRepository,
  ) {}

  /** Does the work when no other changes a place. */
  exclusively<Result>(work: () => Promise<Result>): Promise<Result> {
    const mine = this.#last.then(work);
    this.#last = mine.catch(() => {});
    return mine;
  }

  /** Throws where another download writes a file that this one would have in the place. */
  async refuseShared(torrent: TorrentSummary, place: NamedPlaceRecord): Promise<void> {
    const shared = await this.findShared(torrent, place);
    if (!shared) return;
    const { name, path } = shared;
    throw new RequestError(
      'path-conflict',
      `"${name}" already writes ${path}. Choose another folder or name.`,
    );
  }

  /** The first download that writes such a file, and the file; null where there is none. */
  async findShared(
    torrent: TorrentSummary,
    place: NamedPlaceRecord,
  ): Promise<{ name: string; path: string } | null> {
    const mine = placedFiles(torrent, place);
    for (const other of await this.downloads.findOverlapping(place)) {
      const otherTorrent = other.id === torrent.id ? null : await this.torrents.find(other.id);
      for (const occupied of otherTorrent ? other.places : []) {
        if (occupied.volumeId !== place.volumeId) continue;
        const path = findSharedPath(mine, placedFiles(otherTorrent!, occupied));
        if (path !== null) return { name: other.name, path };
      }
    }
    return null;
  }
}

function placedFiles(torrent: TorrentSummary, place: NamedPlaceRecord): PlacedFiles {
  const all = renamedPaths(torrent, place.renames);
  const paths = all.filter((_, index) => !torrent.files[index]!.padding);
  return { relativeDirectory: place.relativeDirectory, paths };
}
