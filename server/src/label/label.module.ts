import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module.ts';
import { DownloadModule } from '../download/download.module.ts';
import { FactsModule } from '../facts/facts.module.ts';
import { VolumeModule } from '../volume/volume.module.ts';
import { LabelController } from './label.controller.ts';
import { LabelService } from './label.service.ts';

@Module({
  imports: [DatabaseModule, DownloadModule, FactsModule, VolumeModule],
  controllers: [LabelController],
  providers: [LabelService],
})
export class LabelModule {}
