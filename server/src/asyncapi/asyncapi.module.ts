import { Module } from '@nestjs/common';
import { AsyncApiDocumentController } from './asyncapi-document.controller.ts';
import { AsyncApiDocumentService } from './asyncapi-document.service.ts';

@Module({
  controllers: [AsyncApiDocumentController],
  providers: [AsyncApiDocumentService],
})
export class AsyncApiModule {}
