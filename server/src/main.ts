import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { HealthController } from './health/health.controller.ts';
import { defaultEngineConfig } from './engine/index.ts';

@Module({ controllers: [HealthController] })
class AppModule {}
const app = await NestFactory.create(AppModule);
const doc = SwaggerModule.createDocument(
  app,
  new DocumentBuilder().setOpenAPIVersion('3.1.0').build(),
);
console.log(JSON.stringify(doc.components), defaultEngineConfig().diskWorkers);
