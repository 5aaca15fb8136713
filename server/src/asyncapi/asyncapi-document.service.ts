/** The AsyncAPI document as it is served. */
import { Injectable } from '@nestjs/common';
import { ApiDocumentService } from '../openapi/api-document.service.ts';

@Injectable()
export class AsyncApiDocumentService extends ApiDocumentService<object> {}
