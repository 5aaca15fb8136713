import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../auth/access.ts';
import { ApiProblems } from '../openapi/problem.dto.ts';
import type { DownloadTrackerDto } from '@shared/dto/download.js';
import { TrackerResponse, UpdateTrackersDto } from './dto/tracker.dto.ts';
import { TrackerService } from './tracker.service.ts';

@ApiTags('trackers')
@Controller('downloads/:id/trackers')
export class TrackerController {
  constructor(private readonly trackers: TrackerService) {}

  @Get()
  @RequireScope('read')
  @ApiOperation({ summary: 'The trackers of a download, and what they said last' })
  @ApiOkResponse({ type: [TrackerResponse] })
  @ApiProblems('download-not-found', 'state-conflict')
  list(@Param('id') id: string): Promise<DownloadTrackerDto[]> {
    return this.trackers.list(id);
  }

  @Put()
  @RequireScope('control')
  @ApiOperation({ summary: 'Replaces the trackers of a download' })
  @ApiOkResponse({ type: [TrackerResponse] })
  @ApiProblems('download-not-found', 'state-conflict', 'tracker-invalid')
  replace(
    @Param('id') id: string,
    @Body() request: UpdateTrackersDto,
  ): Promise<DownloadTrackerDto[]> {
    return this.trackers.replace(id, request.tiers);
  }
}
