/** The process's configuration: read once at start, frozen, and injected by token wherever it is needed. */
import type { EngineConfig, LogLevel } from '../engine/index.ts';
import type { LogFormat } from '../logging/structured-logger.ts';
import type { SettingName } from '@shared/dto/settings.js';
import type { WebConfig } from './web-config.ts';

/** The account that the environment gives for the first start. */
export interface FirstAccount {
  readonly name: string;
  /** Reads it where it is needed, so that it lies in no object that could be printed. Throws a ConfigError. */
  readonly readPassword: () => string;
}

export interface AppConfig {
  /** Address that the web server listens on. */
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Begins and ends with `/`. */
  readonly basePath: string;
  /** Absolute folder of the database. */
  readonly dataDirectory: string;
  /** Absolute folder that downloads go into where the caller names none. */
  readonly downloadDirectory: string;
  /** Other absolute folders that callers may name. */
  readonly extraDirectories: readonly string[];
  /** Absolute folder where the files of new downloads lie until they are complete. */
  readonly incompleteDirectory: string | null;
  readonly firstAccount: FirstAccount | null;
  /** A browser's session ends after so many days without use. */
  readonly sessionDays: number;
  /** Whether new downloads go to the top of the queue. */
  readonly newDownloadsFirst: boolean;
  readonly logLevel: LogLevel;
  readonly web: WebConfig;
  readonly logFormat: LogFormat;
  /** How long entries of the audit log are kept. */
  readonly auditDays: number;
  /** How long is kept what happened to downloads. */
  readonly activityDays: number;
  readonly engine: Readonly<EngineConfig>;
  /** Settings that a flag or a variable decides, so that users cannot change them while it runs. */
  readonly lockedSettings: readonly SettingName[];
}

export const APP_CONFIG = Symbol('AppConfig');
