import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module.ts';
import { EngineHostModule } from '../engine-host/engine-host.module.ts';
import { FactsModule } from '../facts/facts.module.ts';
import { MagnetService } from './magnet.service.ts';
import { TorrentController } from './torrent.controller.ts';
import { TorrentFetchService } from './torrent-fetch.service.ts';
import { TorrentService } from './torrent.service.ts';

@Module({
  imports: [DatabaseModule, EngineHostModule, FactsModule],
  controllers: [TorrentController],
  providers: [TorrentService, MagnetService, TorrentFetchService],
  exports: [TorrentService, MagnetService],
})
export class TorrentModule {}
