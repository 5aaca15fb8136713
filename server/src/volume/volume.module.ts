import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module.ts';
import { VolumeService } from './volume.service.ts';

@Module({ imports: [DatabaseModule], providers: [VolumeService], exports: [VolumeService] })
export class VolumeModule {}
