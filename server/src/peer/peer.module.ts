import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module.ts';
import { DownloadModule } from '../download/download.module.ts';
import { EngineHostModule } from '../engine-host/engine-host.module.ts';
import { FactsModule } from '../facts/facts.module.ts';
import { BanController } from './ban.controller.ts';
import { BanService } from './ban.service.ts';
import { PeerController } from './peer.controller.ts';
import { PeerService } from './peer.service.ts';

@Module({
  imports: [DatabaseModule, DownloadModule, EngineHostModule, FactsModule],
  controllers: [PeerController, BanController],
  providers: [PeerService, BanService],
})
export class PeerModule {}
