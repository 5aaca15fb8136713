import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { sql } from 'kysely';
import { Public } from '../auth/access.ts';
import { DATABASE } from '../database/database.module.ts';
import type { ShoalDatabase } from '../database/open-database.ts';
import { EngineHostService } from '../engine-host/engine-host.service.ts';
import { ProblemException } from '../http/problem.ts';
import { TextProperty } from '../openapi/properties.ts';
import { ApiProblems } from '../openapi/problem.dto.ts';

class HealthResponse {
  @TextProperty({ example: 'ok', description: '`ok`: any other answer is a problem.' })
  status!: string;
}

@ApiTags('health')
@Public()
@Controller('health')
export class HealthController {
  constructor(
    @Inject(DATABASE) private readonly database: ShoalDatabase,
    private readonly host: EngineHostService,
  ) {}

  /** The process answers: else restart it. */
  @Get('live')
  @ApiOperation({ summary: 'Whether the process answers' })
  @ApiOkResponse({ type: HealthResponse })
  live(): HealthResponse {
    return { status: 'ok' };
  }

  /** It can do its work: else send it none. */
  @Get('ready')
  @ApiOperation({ summary: 'Whether the engine runs and the database answers' })
  @ApiOkResponse({ type: HealthResponse })
  @ApiProblems('not-ready')
  async ready(): Promise<HealthResponse> {
    if (!this.host.isReady) {
      throw new ProblemException(503, 'not-ready', 'The engine is not running.');
    }
    await sql`select 1`.execute(this.database);
    return { status: 'ok' };
  }
}
