import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../auth/access.ts';
import {
  ACTIVITY_REPOSITORY,
  type ActivityRecord,
  type ActivityRepository,
} from '../database/activity-repository.port.ts';
import type { ActivityEntryDto, ActivityListDto } from '@shared/dto/activity.js';
import { ActivityLogService } from './activity-log.service.ts';
import { ActivityListResponse, ActivityQueryDto } from './dto/activity.dto.ts';

const ENTRIES_BY_DEFAULT = 100;

@ApiTags('activity')
@Controller('activity')
@RequireScope('read')
export class ActivityController {
  constructor(
    @Inject(ACTIVITY_REPOSITORY) private readonly activity: ActivityRepository,
    private readonly log: ActivityLogService,
  ) {}

  @Get()
  @ApiOperation({ summary: 'What happened to downloads, the latest first' })
  @ApiOkResponse({ type: ActivityListResponse })
  async list(@Query() query: ActivityQueryDto): Promise<ActivityListDto> {
    // What was told on the event stream can be read here at once.
    await this.log.flush();
    const { downloadId, kind, search, cursor, limit = ENTRIES_BY_DEFAULT } = query;
    const found = await this.activity.list({
      ...(downloadId !== undefined && { downloadId }),
      ...(kind !== undefined && { kind }),
      ...(search !== undefined && search !== '' && { search }),
      ...(cursor !== undefined && { before: Number(cursor) }),
      limit: limit + 1,
    });
    const entries = found.slice(0, limit).map(toEntry);
    return { entries, nextCursor: found.length > limit ? (entries.at(-1)?.id ?? null) : null };
  }
}

function toEntry({ id, at, details, ...entry }: ActivityRecord): ActivityEntryDto {
  const { code, message, deletedData } = details ?? {};
  const isError = typeof code === 'string' && typeof message === 'string';
  return {
    ...entry,
    id: String(id),
    at: new Date(at).toISOString(),
    error: isError ? ({ code, message } as ActivityEntryDto['error']) : null,
    deletedData: typeof deletedData === 'boolean' ? deletedData : null,
  };
}
