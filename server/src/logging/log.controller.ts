import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../auth/access.ts';
import { RECENT_LOG } from '../config/runtime.module.ts';
import type { LogListDto } from '@shared/dto/log.js';
import { LogListResponse, LogQueryDto } from './dto/log.dto.ts';
import type { RecentLog } from './recent-log.ts';

const ENTRIES_BY_DEFAULT = 500;

@ApiTags('operations')
@Controller('logs')
@RequireScope('admin')
export class LogController {
  constructor(@Inject(RECENT_LOG) private readonly recent: RecentLog) {}

  @Get()
  @ApiOperation({ summary: 'The latest entries of the log, 2,000 at most, since the start' })
  @ApiOkResponse({ type: LogListResponse })
  list(@Query() query: LogQueryDto): LogListDto {
    const { level = 'debug', since, search = '', limit = ENTRIES_BY_DEFAULT } = query;
    const from = since === undefined ? 0 : Date.parse(since);
    const found = this.recent.find({ level, since: from, search, limit });
    return {
      entries: found.map(({ id, at, level, message, details }) => ({
        id,
        at: new Date(at).toISOString(),
        level,
        message,
        details,
      })),
    };
  }
}
