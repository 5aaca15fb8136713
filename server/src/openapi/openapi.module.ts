import { Module } from '@nestjs/common';
import { ApiDocumentController } from './api-document.controller.ts';
import { ApiDocumentService } from './api-document.service.ts';
import { DocsPageController } from './docs-page.controller.ts';

@Module({
  controllers: [ApiDocumentController, DocsPageController],
  providers: [ApiDocumentService],
})
export class OpenApiModule {}
