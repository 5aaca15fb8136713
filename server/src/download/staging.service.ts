/** Where files of downloads lie until they are complete, if the user set a folder for that. */
import { Injectable } from '@nestjs/common';
import type { PlaceRecord } from '../database/download-repository.port.ts';
import type { TorrentSummary } from '../database/torrent-repository.port.ts';
import { SettingsService } from '../settings/settings.service.ts';
import { VolumeService } from '../volume/volume.service.ts';
import { CataloguePlacesService } from './catalogue-places.service.ts';

@Injectable()
export class StagingService {
  constructor(
    private readonly volumes: VolumeService,
    private readonly places: CataloguePlacesService,
    private readonly settings: SettingsService,
  ) {
    settings.applyWith(async ({ incompleteDirectory }) => {
      if (typeof incompleteDirectory === 'string') await volumes.claim(incompleteDirectory);
    });
  }

  /** A folder of its own where another writes files of these names; null where its files go into their place at once. */
  async placeFor(torrent: TorrentSummary, place: PlaceRecord): Promise<PlaceRecord | null> {
    const { incompleteDirectory } = this.settings.values;
    if (incompleteDirectory === null) return null;
    const { volumeId, relativeDirectory } = await this.volumes.claim(incompleteDirectory);
    const named = { volumeId, relativeDirectory, name: torrent.name, renames: null };
    const shared = await this.places.findShared(torrent, named);
    const parts = [relativeDirectory, shared ? torrent.id : ''].filter((part) => part !== '');
    const staging = { volumeId, relativeDirectory: parts.join('/') };
    const isSame =
      volumeId === place.volumeId && staging.relativeDirectory === place.relativeDirectory;
    return isSame ? null : staging;
  }
}
