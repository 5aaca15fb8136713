import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module.ts';
import { EngineHostModule } from '../engine-host/engine-host.module.ts';
import { FactsModule } from '../facts/facts.module.ts';
import { VolumeModule } from '../volume/volume.module.ts';
import { DownloadStartService } from './download-start.service.ts';
import { DownloadController } from './download.controller.ts';
import { DownloadService } from './download.service.ts';
import { WaitingDownloadsService } from './waiting-downloads.service.ts';
import { QueueService } from './queue.service.ts';

@Module({
  imports: [DatabaseModule, EngineHostModule, FactsModule, VolumeModule],
  controllers: [DownloadController],
  providers: [DownloadService, WaitingDownloadsService, DownloadStartService, QueueService],
  exports: [DownloadService],
})
export class DownloadModule {}
