import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../auth/access.ts';
import { ApiDocumentService } from './api-document.service.ts';

@ApiTags('server')
@Controller('openapi.json')
@RequireScope('read')
export class ApiDocumentController {
  constructor(private readonly document: ApiDocumentService) {}

  @Get()
  @Header('Content-Type', 'application/json; charset=utf-8')
  @ApiOperation({ summary: 'This document: OpenAPI 3.1' })
  @ApiOkResponse({ schema: { type: 'object', additionalProperties: true } })
  show(): string {
    return this.document.text;
  }
}
