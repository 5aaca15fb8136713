/**
 * Opens the data folder (one process at a time) and its database, and provides the stores by their ports.
 * Invariant: the lock is taken before the database is touched, and given back after it is closed.
 */
import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../config/app-config.ts';
import { DataDirectoryLock } from './data-directory-lock.ts';
import { DOWNLOAD_REPOSITORY } from './download-repository.port.ts';
import { ENGINE_STATE_STORE } from './engine-state-store.port.ts';
import { KyselyDownloadRepository } from './kysely-download-repository.ts';
import { KyselyEngineStateStore } from './kysely-engine-state-store.ts';
import { KyselySettingRepository } from './kysely-setting-repository.ts';
import { KyselyTorrentRepository } from './kysely-torrent-repository.ts';
import { KyselyVolumeRepository } from './kysely-volume-repository.ts';
import { openDatabase, type ShoalDatabase } from './open-database.ts';
import { SETTING_REPOSITORY } from './setting-repository.port.ts';
import { TORRENT_REPOSITORY } from './torrent-repository.port.ts';
import { VOLUME_REPOSITORY } from './volume-repository.port.ts';

export const DATABASE = Symbol('Database');
const DATA_DIRECTORY_LOCK = Symbol('DataDirectoryLock');

/** A store over the one database. */
function store<Store>(token: symbol, StoreClass: new (database: ShoalDatabase) => Store) {
  return {
    provide: token,
    inject: [DATABASE],
    useFactory: (database: ShoalDatabase) => new StoreClass(database),
  };
}

const STORES = [
  store(DOWNLOAD_REPOSITORY, KyselyDownloadRepository),
  store(TORRENT_REPOSITORY, KyselyTorrentRepository),
  store(VOLUME_REPOSITORY, KyselyVolumeRepository),
  store(ENGINE_STATE_STORE, KyselyEngineStateStore),
  store(SETTING_REPOSITORY, KyselySettingRepository),
];

@Module({
  providers: [
    {
      provide: DATA_DIRECTORY_LOCK,
      inject: [APP_CONFIG],
      useFactory: (config: AppConfig) => DataDirectoryLock.take(config.dataDirectory),
    },
    {
      provide: DATABASE,
      inject: [APP_CONFIG, DATA_DIRECTORY_LOCK],
      useFactory: (config: AppConfig) => openDatabase(config.dataDirectory),
    },
    ...STORES,
  ],
  exports: [DATABASE, ...STORES],
})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(
    @Inject(DATABASE) private readonly database: ShoalDatabase,
    @Inject(DATA_DIRECTORY_LOCK) private readonly lock: DataDirectoryLock,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await this.database.destroy();
    this.lock.release();
  }
}
