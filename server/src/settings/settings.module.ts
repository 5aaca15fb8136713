import { Module } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../config/app-config.ts';
import { DatabaseModule } from '../database/database.module.ts';
import { SETTING_REPOSITORY, type SettingRepository } from '../database/setting-repository.port.ts';
import { FactsModule } from '../facts/facts.module.ts';
import { FactStreamService } from '../facts/fact-stream.service.ts';
import { SettingsController } from './settings.controller.ts';
import { SettingsService } from './settings.service.ts';

@Module({
  imports: [DatabaseModule, FactsModule],
  controllers: [SettingsController],
  providers: [
    {
      provide: SettingsService,
      inject: [APP_CONFIG, SETTING_REPOSITORY, FactStreamService],
      useFactory: async (
        config: AppConfig,
        repository: SettingRepository,
        facts: FactStreamService,
      ) => new SettingsService(config, repository, facts, await repository.all()),
    },
  ],
  exports: [SettingsService],
})
export class SettingsModule {}
