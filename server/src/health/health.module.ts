import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module.ts';
import { EngineHostModule } from '../engine-host/engine-host.module.ts';
import { VolumeModule } from '../volume/volume.module.ts';
import { HealthController } from './health.controller.ts';
import { HealthService } from './health.service.ts';

@Module({
  imports: [DatabaseModule, EngineHostModule, VolumeModule],
  controllers: [HealthController],
  providers: [HealthService],
})
export class HealthModule {}
