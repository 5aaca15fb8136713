import { Module } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../config/app-config.ts';
import { APP_LOGGER, ENGINE_TOOLKIT, type EngineToolkit } from '../config/runtime.module.ts';
import { DatabaseModule } from '../database/database.module.ts';
import { TORRENT_REPOSITORY, type TorrentRepository } from '../database/torrent-repository.port.ts';
import type { Logger } from '../engine/index.ts';
import { SettingsModule } from '../settings/settings.module.ts';
import { VolumeModule } from '../volume/volume.module.ts';
import { EngineHostService } from './engine-host.service.ts';
import { ENGINE } from './engine.port.ts';

const engineProvider = {
  provide: ENGINE,
  inject: [ENGINE_TOOLKIT, APP_CONFIG, APP_LOGGER, TORRENT_REPOSITORY],
  useFactory: (
    toolkit: EngineToolkit,
    config: AppConfig,
    logger: Logger,
    torrents: TorrentRepository,
  ) =>
    toolkit.createEngine({
      config: config.engine,
      logger,
      loadMetainfo: (id) => torrents.findMetainfo(id),
    }),
};

@Module({
  imports: [DatabaseModule, SettingsModule, VolumeModule],
  providers: [engineProvider, EngineHostService],
  exports: [engineProvider, EngineHostService],
})
export class EngineHostModule {}
