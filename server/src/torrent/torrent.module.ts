import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module.ts';
import { TorrentController } from './torrent.controller.ts';
import { TorrentFetchService } from './torrent-fetch.service.ts';
import { TorrentService } from './torrent.service.ts';

@Module({
  imports: [DatabaseModule],
  controllers: [TorrentController],
  providers: [TorrentService, TorrentFetchService],
})
export class TorrentModule {}
