import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module.ts';
import { EngineHostModule } from '../engine-host/engine-host.module.ts';
import { HealthController } from './health.controller.ts';

@Module({ imports: [DatabaseModule, EngineHostModule], controllers: [HealthController] })
export class HealthModule {}
