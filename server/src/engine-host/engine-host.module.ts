import { Module } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../config/app-config.ts';
import { APP_LOGGER, ENGINE_TOOLKIT, type EngineToolkit } from '../config/runtime.module.ts';
import { DatabaseModule } from '../database/database.module.ts';
import type { Logger } from '../engine/index.ts';
import { SettingsModule } from '../settings/settings.module.ts';
import { VolumeModule } from '../volume/volume.module.ts';
import { EngineHostService } from './engine-host.service.ts';
import { ENGINE } from './engine.port.ts';

const engineProvider = {
  provide: ENGINE,
  inject: [ENGINE_TOOLKIT, APP_CONFIG, APP_LOGGER],
  useFactory: (toolkit: EngineToolkit, config: AppConfig, logger: Logger) =>
    toolkit.createEngine({ config: config.engine, logger }),
};

@Module({
  imports: [DatabaseModule, SettingsModule, VolumeModule],
  providers: [engineProvider, EngineHostService],
  exports: [engineProvider, EngineHostService],
})
export class EngineHostModule {}
