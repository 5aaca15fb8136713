/**
 * What the process hands to every module: its configuration, its logger, the way to make an engine. The one
 * global module.
 */
import { Module, type DynamicModule } from '@nestjs/common';
import type { Engine, EngineOptions, Logger, Metainfo } from '../engine/index.ts';
import { RecentLog } from '../logging/recent-log.ts';
import { APP_CONFIG, type AppConfig } from './app-config.ts';

/** What makes an engine and reads metainfo: the real ones in `main.ts`, simulated ones in tests. */
export interface EngineToolkit {
  createEngine(options: EngineOptions): Engine;
  /** Rejects with a MetainfoError. Big files must not hold up the thread that calls. */
  parseMetainfo(bytes: Uint8Array): Promise<Metainfo>;
}

export const ENGINE_TOOLKIT = Symbol('EngineToolkit');
export const APP_LOGGER = Symbol('AppLogger');
export const RECENT_LOG = Symbol('RecentLog');

export interface RuntimeOptions {
  config: AppConfig;
  logger: Logger;
  /** What the logger has written lately; empty where it keeps nothing. */
  recentLog?: RecentLog;
  toolkit: EngineToolkit;
}

@Module({})
export class RuntimeModule {
  static forRoot(options: RuntimeOptions): DynamicModule {
    return {
      module: RuntimeModule,
      global: true,
      providers: [
        { provide: APP_CONFIG, useValue: options.config },
        { provide: APP_LOGGER, useValue: options.logger },
        { provide: RECENT_LOG, useValue: options.recentLog ?? new RecentLog() },
        { provide: ENGINE_TOOLKIT, useValue: options.toolkit },
      ],
      exports: [APP_CONFIG, APP_LOGGER, RECENT_LOG, ENGINE_TOOLKIT],
    };
  }
}
