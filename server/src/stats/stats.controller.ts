import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../auth/access.ts';
import type { StatsDto, TrafficHistoryDto } from '@shared/dto/stats.js';
import { StatsResponse, TrafficHistoryQueryDto, TrafficHistoryResponse } from './dto/stats.dto.ts';
import { StatsService } from './stats.service.ts';

@ApiTags('stats')
@Controller('stats')
@RequireScope('read')
export class StatsController {
  constructor(private readonly stats: StatsService) {}

  @Get()
  @ApiOperation({ summary: 'Rates, counts and traffic: now, since the start and of all time' })
  @ApiOkResponse({ type: StatsResponse })
  show(): Promise<StatsDto> {
    return this.stats.show();
  }

  @Get('history')
  @ApiOperation({
    summary: 'How much was moved in each hour (30 days), day (2 years) or month (for ever), by UTC',
  })
  @ApiOkResponse({ type: TrafficHistoryResponse })
  history(@Query() query: TrafficHistoryQueryDto): Promise<TrafficHistoryDto> {
    return this.stats.history(query);
  }
}
