import { Body, Controller, Get, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../auth/access.ts';
import { ApiProblems } from '../openapi/problem.dto.ts';
import type { TrackerHostsDto, TrackerReplacementsDto } from '@shared/dto/tracker.js';
import { ReplaceTrackersDto } from './dto/tracker-request.dto.ts';
import { TrackerHostsResponse, TrackerReplacementsResponse } from './dto/tracker.dto.ts';
import { TrackerReplaceService } from './tracker-replace.service.ts';
import { TrackerService } from './tracker.service.ts';

/** Trackers over all downloads. */
@ApiTags('trackers')
@Controller('trackers')
export class TrackerHostController {
  constructor(
    private readonly trackers: TrackerService,
    private readonly replacements: TrackerReplaceService,
  ) {}

  @Get()
  @RequireScope('read')
  @ApiOperation({ summary: 'The trackers of all downloads by their hosts, and how they do' })
  @ApiOkResponse({ type: TrackerHostsResponse })
  list(): Promise<TrackerHostsDto> {
    return this.trackers.hosts();
  }

  @Post('replace')
  @RequireScope('control')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Finds and replaces a text in the trackers of many downloads' })
  @ApiOkResponse({ type: TrackerReplacementsResponse })
  @ApiProblems('not-ready')
  replace(@Body() request: ReplaceTrackersDto): Promise<TrackerReplacementsDto> {
    return this.replacements.replace(request);
  }
}
