import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module.ts';
import { SettingsModule } from '../settings/settings.module.ts';
import { DefaultFolderService } from './default-folder.service.ts';
import { FolderCheckService } from './folder-check.service.ts';
import { VolumeLooksService } from './volume-looks.service.ts';
import { VolumeService } from './volume.service.ts';

@Module({
  imports: [DatabaseModule, SettingsModule],
  providers: [VolumeService, VolumeLooksService, DefaultFolderService, FolderCheckService],
  exports: [VolumeService, VolumeLooksService, FolderCheckService],
})
export class VolumeModule {}
