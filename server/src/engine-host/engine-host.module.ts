import { Module } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../config/app-config.ts';
import { APP_LOGGER, ENGINE_TOOLKIT, type EngineToolkit } from '../config/runtime.module.ts';
import { DatabaseModule } from '../database/database.module.ts';
import { ENGINE_MEMORY, type EngineMemory } from '../database/engine-memory.port.ts';
import { TORRENT_REPOSITORY, type TorrentRepository } from '../database/torrent-repository.port.ts';
import type { Logger } from '../engine/index.ts';
import { SettingsModule } from '../settings/settings.module.ts';
import { VolumeModule } from '../volume/volume.module.ts';
import { DhtMemory } from './dht-memory.ts';
import { EngineHostService } from './engine-host.service.ts';
import { ENGINE } from './engine.port.ts';

const dhtMemoryProvider = {
  provide: DhtMemory,
  inject: [ENGINE_MEMORY, APP_LOGGER],
  useFactory: (memory: EngineMemory, logger: Logger) => new DhtMemory(memory, logger),
};

const engineProvider = {
  provide: ENGINE,
  inject: [ENGINE_TOOLKIT, APP_CONFIG, APP_LOGGER, TORRENT_REPOSITORY, DhtMemory],
  useFactory: async (
    toolkit: EngineToolkit,
    config: AppConfig,
    logger: Logger,
    torrents: TorrentRepository,
    memory: DhtMemory,
  ) =>
    toolkit.createEngine({
      config: { ...config.engine, dhtState: await memory.recall() },
      logger,
      loadMetainfo: (id) => torrents.findMetainfo(id),
    }),
};

@Module({
  imports: [DatabaseModule, SettingsModule, VolumeModule],
  providers: [dhtMemoryProvider, engineProvider, EngineHostService],
  exports: [engineProvider, EngineHostService],
})
export class EngineHostModule {}
