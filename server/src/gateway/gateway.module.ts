import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.ts';
import { DownloadModule } from '../download/download.module.ts';
import { EngineHostModule } from '../engine-host/engine-host.module.ts';
import { FactsModule } from '../facts/facts.module.ts';
import { TorrentModule } from '../torrent/torrent.module.ts';
import { TrackerModule } from '../tracker/tracker.module.ts';
import { EngineFactsService } from './engine-facts.service.ts';
import { EventStreamService } from './event-stream.service.ts';
import { EventsController } from './events.controller.ts';
import { StreamGateway } from './stream.gateway.ts';

@Module({
  imports: [
    AuthModule,
    DownloadModule,
    EngineHostModule,
    FactsModule,
    TorrentModule,
    TrackerModule,
  ],
  controllers: [EventsController],
  providers: [EngineFactsService, EventStreamService, StreamGateway],
  exports: [EventStreamService],
})
export class GatewayModule {}
