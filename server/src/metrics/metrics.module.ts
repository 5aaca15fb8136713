import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module.ts';
import { EngineHostModule } from '../engine-host/engine-host.module.ts';
import { GatewayModule } from '../gateway/gateway.module.ts';
import { VolumeModule } from '../volume/volume.module.ts';
import { MetricsController } from './metrics.controller.ts';
import { MetricsService } from './metrics.service.ts';

@Module({
  imports: [DatabaseModule, EngineHostModule, GatewayModule, VolumeModule],
  controllers: [MetricsController],
  providers: [MetricsService],
})
export class MetricsModule {}
