import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module.ts';
import { EngineHostModule } from '../engine-host/engine-host.module.ts';
import { VolumeModule } from '../volume/volume.module.ts';
import { StatsController } from './stats.controller.ts';
import { StatsService } from './stats.service.ts';
import { TrafficRecorderService } from './traffic-recorder.service.ts';

@Module({
  imports: [DatabaseModule, EngineHostModule, VolumeModule],
  controllers: [StatsController],
  providers: [StatsService, TrafficRecorderService],
  exports: [StatsService],
})
export class StatsModule {}
