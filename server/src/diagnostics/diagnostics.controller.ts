import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../auth/access.ts';
import type { DiagnosticsDto } from '@shared/dto/diagnostics.js';
import { DiagnosticsResponse } from './dto/diagnostics.dto.ts';
import { DiagnosticsService } from './diagnostics.service.ts';

@ApiTags('operations')
@Controller('diagnostics')
@RequireScope('admin')
export class DiagnosticsController {
  constructor(private readonly diagnostics: DiagnosticsService) {}

  @Get()
  @ApiOperation({ summary: 'How peer port, disks, clock, database and open files are' })
  @ApiOkResponse({ type: DiagnosticsResponse })
  show(): Promise<DiagnosticsDto> {
    return this.diagnostics.look({ thorough: false });
  }

  @Post()
  @HttpCode(200)
  @ApiOperation({
    summary: 'The same, after a file was written to each disk and the database looked through',
  })
  @ApiOkResponse({ type: DiagnosticsResponse })
  run(): Promise<DiagnosticsDto> {
    return this.diagnostics.look({ thorough: true });
  }
}
