import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '../auth/access.ts';
import { ProblemException } from '../http/problem.ts';
import { ApiProblems } from '../openapi/problem.dto.ts';
import type { ReadinessDto } from '@shared/dto/health.js';
import { LivenessResponse, ReadinessResponse } from './dto/health.dto.ts';
import { HealthService } from './health.service.ts';

@ApiTags('health')
@Controller('health')
@Public()
export class HealthController {
  constructor(private readonly health: HealthService) {}

  /** The process answers: else restart it. */
  @Get('live')
  @ApiOperation({ summary: 'Whether the process answers' })
  @ApiOkResponse({ type: LivenessResponse })
  live(): LivenessResponse {
    return { status: 'ok' };
  }

  /** It can do its work: else send it none. */
  @Get('ready')
  @ApiOperation({ summary: 'Whether the server can do its work, and what is wrong with it' })
  @ApiOkResponse({ type: ReadinessResponse })
  @ApiProblems('not-ready')
  async ready(): Promise<ReadinessDto> {
    const findings = await this.health.findings();
    const failures = findings.filter(({ severity }) => severity === 'failed');
    if (failures.length > 0) {
      const detail = failures.map(({ message }) => message).join(' ');
      throw new ProblemException(503, 'not-ready', detail);
    }
    return { status: findings.length === 0 ? 'ok' : 'degraded', findings };
  }
}
