import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module.ts';
import { PreferenceController } from './preference.controller.ts';
import { PreferenceService } from './preference.service.ts';

@Module({
  imports: [DatabaseModule],
  controllers: [PreferenceController],
  providers: [PreferenceService],
})
export class PreferenceModule {}
