import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module.ts';
import { VolumeLooksService } from './volume-looks.service.ts';
import { VolumeService } from './volume.service.ts';

@Module({
  imports: [DatabaseModule],
  providers: [VolumeService, VolumeLooksService],
  exports: [VolumeService, VolumeLooksService],
})
export class VolumeModule {}
