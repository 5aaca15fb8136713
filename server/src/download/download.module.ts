import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module.ts';
import { EngineHostModule } from '../engine-host/engine-host.module.ts';
import { FactsModule } from '../facts/facts.module.ts';
import { SettingsModule } from '../settings/settings.module.ts';
import { TorrentModule } from '../torrent/torrent.module.ts';
import { VolumeModule } from '../volume/volume.module.ts';
import { BulkService } from './bulk.service.ts';
import { CataloguePlacesService } from './catalogue-places.service.ts';
import { DownloadListService } from './download-list.service.ts';
import { DownloadMetadataService } from './download-metadata.service.ts';
import { DownloadMoveService } from './download-move.service.ts';
import { DownloadRemovalService } from './download-removal.service.ts';
import { DownloadStartService } from './download-start.service.ts';
import { PeerCountriesService } from './peer-countries.service.ts';
import { DownloadController } from './download.controller.ts';
import { DownloadService } from './download.service.ts';
import { WaitingDownloadsService } from './waiting-downloads.service.ts';
import { StagingService } from './staging.service.ts';
import { QueueService } from './queue.service.ts';

@Module({
  imports: [
    DatabaseModule,
    EngineHostModule,
    FactsModule,
    SettingsModule,
    TorrentModule,
    VolumeModule,
  ],
  controllers: [DownloadController],
  providers: [
    BulkService,
    CataloguePlacesService,
    DownloadListService,
    DownloadMetadataService,
    DownloadMoveService,
    DownloadRemovalService,
    DownloadService,
    DownloadStartService,
    PeerCountriesService,
    QueueService,
    StagingService,
    WaitingDownloadsService,
  ],
  exports: [DownloadService],
})
export class DownloadModule {}
