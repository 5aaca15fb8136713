import { Controller, Get, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../auth/access.ts';
import type { Response } from 'express';
import { MetricsService } from './metrics.service.ts';

@ApiTags('operations')
@Controller('metrics')
@RequireScope('read')
export class MetricsController {
  constructor(private readonly metrics: MetricsService) {}

  @Get()
  @ApiOperation({ summary: 'Counters and gauges for Prometheus' })
  @ApiProduces('text/plain')
  @ApiOkResponse({
    description: 'In the text format of Prometheus, version 0.0.4.',
    schema: { type: 'string' },
  })
  async scrape(@Res({ passthrough: true }) response: Response): Promise<string> {
    const text = await this.metrics.scrape();
    response.setHeader('Content-Type', this.metrics.contentType);
    return text;
  }
}
