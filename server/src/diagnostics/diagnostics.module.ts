import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module.ts';
import { EngineHostModule } from '../engine-host/engine-host.module.ts';
import { VolumeModule } from '../volume/volume.module.ts';
import { DiagnosticsController } from './diagnostics.controller.ts';
import { DiagnosticsService } from './diagnostics.service.ts';

@Module({
  imports: [DatabaseModule, EngineHostModule, VolumeModule],
  controllers: [DiagnosticsController],
  providers: [DiagnosticsService],
})
export class DiagnosticsModule {}
