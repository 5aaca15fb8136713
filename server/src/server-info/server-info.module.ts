import { Module } from '@nestjs/common';
import { EngineHostModule } from '../engine-host/engine-host.module.ts';
import { VolumeModule } from '../volume/volume.module.ts';
import { ServerInfoController } from './server-info.controller.ts';
import { VolumeController } from './volume.controller.ts';

@Module({
  imports: [EngineHostModule, VolumeModule],
  controllers: [ServerInfoController, VolumeController],
})
export class ServerInfoModule {}
