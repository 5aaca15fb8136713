import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module.ts';
import { FactsModule } from '../facts/facts.module.ts';
import { ActivityController } from './activity.controller.ts';
import { ActivityLogService } from './activity-log.service.ts';

@Module({
  imports: [DatabaseModule, FactsModule],
  controllers: [ActivityController],
  providers: [ActivityLogService],
})
export class ActivityModule {}
