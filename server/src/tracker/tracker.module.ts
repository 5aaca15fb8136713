import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module.ts';
import { DownloadModule } from '../download/download.module.ts';
import { EngineHostModule } from '../engine-host/engine-host.module.ts';
import { TorrentModule } from '../torrent/torrent.module.ts';
import { LinkHintsService } from './link-hints.service.ts';
import { TrackerHostController } from './tracker-host.controller.ts';
import { TrackerReplaceService } from './tracker-replace.service.ts';
import { TrackerController } from './tracker.controller.ts';
import { TrackerService } from './tracker.service.ts';

@Module({
  imports: [DatabaseModule, DownloadModule, EngineHostModule, TorrentModule],
  controllers: [TrackerController, TrackerHostController],
  providers: [LinkHintsService, TrackerService, TrackerReplaceService],
  exports: [TrackerService],
})
export class TrackerModule {}
