import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module.ts';
import { TorrentController } from './torrent.controller.ts';
import { TorrentService } from './torrent.service.ts';

@Module({
  imports: [DatabaseModule],
  controllers: [TorrentController],
  providers: [TorrentService],
})
export class TorrentModule {}
