import { Module } from '@nestjs/common';
import { FactStreamService } from './fact-stream.service.ts';

@Module({ providers: [FactStreamService], exports: [FactStreamService] })
export class FactsModule {}
