/**
 * The folder that the user chose for new downloads, among those that are allowed. Invariant: one that is not allowed (any
 * more) is never taken as the default.
 */
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { APP_LOGGER } from '../config/runtime.module.ts';
import type { Logger } from '../engine/index.ts';
import { SettingsService } from '../settings/settings.service.ts';
import { VolumeService } from './volume.service.ts';

@Injectable()
export class DefaultFolderService implements OnModuleInit {
  constructor(
    private readonly volumes: VolumeService,
    private readonly settings: SettingsService,
    @Inject(APP_LOGGER) private readonly logger: Logger,
  ) {
    settings.applyWith(async ({ defaultDirectory }) => {
      if (typeof defaultDirectory === 'string') await volumes.claim(defaultDirectory);
    });
    volumes.chooseDefaultBy(() => settings.values.defaultDirectory);
  }

  /** The allowed folders may be others than when it was chosen. */
  async onModuleInit(): Promise<void> {
    const { defaultDirectory } = this.settings.values;
    if (defaultDirectory === null) return;
    const located = await this.volumes.locate(defaultDirectory).catch(() => null);
    if (located?.root) return;
    this.logger.warn('the folder for new downloads is not allowed any more', { defaultDirectory });
    this.settings.useDefault('defaultDirectory');
  }
}
