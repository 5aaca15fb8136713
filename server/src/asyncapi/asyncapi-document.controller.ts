import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../auth/access.ts';
import { AsyncApiDocumentService } from './asyncapi-document.service.ts';

@ApiTags('events')
@Controller('asyncapi.json')
@RequireScope('read')
export class AsyncApiDocumentController {
  constructor(private readonly document: AsyncApiDocumentService) {}

  @Get()
  @Header('Content-Type', 'application/json; charset=utf-8')
  @ApiOperation({ summary: 'The document of the event stream: AsyncAPI 3.0' })
  @ApiOkResponse({ schema: { type: 'object', additionalProperties: true } })
  show(): string {
    return this.document.text;
  }
}
