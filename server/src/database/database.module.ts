/**
 * Opens the data folder (one process at a time) and its database, and provides the stores by their ports.
 * Invariant: the lock is taken before the database is touched, and given back after it is closed.
 */
import { join } from 'node:path';
import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../config/app-config.ts';
import { APP_LOGGER } from '../config/runtime.module.ts';
import type { Logger } from '../engine/index.ts';
import { ACCOUNT_REPOSITORY } from './account-repository.port.ts';
import { API_TOKEN_REPOSITORY } from './api-token-repository.port.ts';
import { AUDIT_REPOSITORY } from './audit-repository.port.ts';
import { ACTIVITY_REPOSITORY } from './activity-repository.port.ts';
import { BackupSchedule } from './backup-schedule.ts';
import { CachedDownloadRepository } from './cached-download-repository.ts';
import { DataDirectoryLock } from './data-directory-lock.ts';
import { BAN_REPOSITORY } from './ban-repository.port.ts';
import { DatabaseFiles } from './database-files.ts';
import { DOWNLOAD_REPOSITORY } from './download-repository.port.ts';
import { ENGINE_MEMORY } from './engine-memory.port.ts';
import { ENGINE_STATE_STORE } from './engine-state-store.port.ts';
import { KyselyAccountRepository } from './kysely-account-repository.ts';
import { KyselyApiTokenRepository } from './kysely-api-token-repository.ts';
import { KyselyAuditRepository } from './kysely-audit-repository.ts';
import { KyselyBanRepository } from './kysely-ban-repository.ts';
import { KyselyActivityRepository } from './kysely-activity-repository.ts';
import { KyselyDownloadRepository } from './kysely-download-repository.ts';
import { KyselyEngineMemory } from './kysely-engine-memory.ts';
import { KyselyEngineStateStore } from './kysely-engine-state-store.ts';
import { KyselySessionRepository } from './kysely-session-repository.ts';
import { KyselyLabelRepository } from './kysely-label-repository.ts';
import { KyselyPreferenceRepository } from './kysely-preference-repository.ts';
import { KyselySettingRepository } from './kysely-setting-repository.ts';
import { KyselyTorrentSearch } from './kysely-torrent-search.ts';
import { KyselyTorrentRepository } from './kysely-torrent-repository.ts';
import { KyselyTrafficRepository } from './kysely-traffic-repository.ts';
import { KyselyVolumeRepository } from './kysely-volume-repository.ts';
import { LABEL_REPOSITORY } from './label-repository.port.ts';
import { MIGRATIONS } from './migrations/all-migrations.ts';
import {
  DATABASE_FILE_NAME,
  openDatabase,
  schemaNumber,
  type ShoalDatabase,
} from './open-database.ts';
import { PREFERENCE_REPOSITORY } from './preference-repository.port.ts';
import { SESSION_REPOSITORY } from './session-repository.port.ts';
import { SETTING_REPOSITORY } from './setting-repository.port.ts';
import { StateReserve } from './state-reserve.ts';
import { TORRENT_SEARCH } from './torrent-search.port.ts';
import { TORRENT_REPOSITORY } from './torrent-repository.port.ts';
import { TRAFFIC_REPOSITORY } from './traffic-repository.port.ts';
import { VOLUME_REPOSITORY } from './volume-repository.port.ts';

export const DATABASE = Symbol('Database');
const DATA_DIRECTORY_LOCK = Symbol('DataDirectoryLock');
const STATE_RESERVE = Symbol('StateReserve');
const BACKUP_SCHEDULE = Symbol('BackupSchedule');

/** A store over the one database. */
function store<Store>(token: symbol, StoreClass: new (database: ShoalDatabase) => Store) {
  return {
    provide: token,
    inject: [DATABASE],
    useFactory: (database: ShoalDatabase) => new StoreClass(database),
  };
}

const STORES = [
  {
    provide: DOWNLOAD_REPOSITORY,
    inject: [DATABASE],
    useFactory: (database: ShoalDatabase) =>
      new CachedDownloadRepository(new KyselyDownloadRepository(database)),
  },
  store(TORRENT_REPOSITORY, KyselyTorrentRepository),
  store(TORRENT_SEARCH, KyselyTorrentSearch),
  store(LABEL_REPOSITORY, KyselyLabelRepository),
  store(VOLUME_REPOSITORY, KyselyVolumeRepository),
  store(ENGINE_STATE_STORE, KyselyEngineStateStore),
  store(ENGINE_MEMORY, KyselyEngineMemory),
  store(SETTING_REPOSITORY, KyselySettingRepository),
  store(PREFERENCE_REPOSITORY, KyselyPreferenceRepository),
  store(ACCOUNT_REPOSITORY, KyselyAccountRepository),
  store(SESSION_REPOSITORY, KyselySessionRepository),
  store(API_TOKEN_REPOSITORY, KyselyApiTokenRepository),
  store(AUDIT_REPOSITORY, KyselyAuditRepository),
  store(BAN_REPOSITORY, KyselyBanRepository),
  store(TRAFFIC_REPOSITORY, KyselyTrafficRepository),
  store(ACTIVITY_REPOSITORY, KyselyActivityRepository),
];

async function open(
  { dataDirectory }: AppConfig,
  logger: Logger,
  lock: DataDirectoryLock,
  reserve: StateReserve,
): Promise<ShoalDatabase> {
  try {
    return await openDatabase(dataDirectory, {
      logger,
      wasStoppedCleanly: lock.wasReleased,
      onFull: () => reserve.release(),
    });
  } catch (error) {
    // What could not be opened was not used: the next start must still know how the last run ended.
    lock.release({ asFound: true });
    throw error;
  }
}

@Module({
  providers: [
    {
      provide: DATA_DIRECTORY_LOCK,
      inject: [APP_CONFIG],
      useFactory: (config: AppConfig) => DataDirectoryLock.take(config.dataDirectory),
    },
    {
      provide: STATE_RESERVE,
      inject: [APP_CONFIG, APP_LOGGER],
      useFactory: ({ dataDirectory }: AppConfig, logger: Logger) =>
        new StateReserve(dataDirectory, logger),
    },
    {
      provide: DATABASE,
      inject: [APP_CONFIG, APP_LOGGER, DATA_DIRECTORY_LOCK, STATE_RESERVE],
      useFactory: open,
    },
    {
      provide: BACKUP_SCHEDULE,
      // After the database, which it copies.
      inject: [APP_CONFIG, APP_LOGGER, STATE_RESERVE, DATABASE],
      useFactory: ({ dataDirectory }: AppConfig, logger: Logger, reserve: StateReserve) =>
        new BackupSchedule({
          directory: dataDirectory,
          databasePath: join(dataDirectory, DATABASE_FILE_NAME),
          schema: schemaNumber(Object.keys(MIGRATIONS)),
          reserve,
          logger,
        }),
    },
    {
      provide: DatabaseFiles,
      inject: [APP_CONFIG],
      useFactory: ({ dataDirectory }: AppConfig) => new DatabaseFiles(dataDirectory),
    },
    ...STORES,
  ],
  exports: [DATABASE, DatabaseFiles, ...STORES],
})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(
    @Inject(DATABASE) private readonly database: ShoalDatabase,
    @Inject(DATA_DIRECTORY_LOCK) private readonly lock: DataDirectoryLock,
    @Inject(BACKUP_SCHEDULE) private readonly backups: BackupSchedule,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await this.backups.stop();
    await this.database.destroy();
    this.lock.release();
  }
}
