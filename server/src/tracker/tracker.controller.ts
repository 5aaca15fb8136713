import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  HttpStatus,
  Param,
  Patch,
  Post,
  Put,
  Query,
} from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, RequireScope, type Principal } from '../auth/access.ts';
import { ApiProblems } from '../openapi/problem.dto.ts';
import type { DownloadTrackerDto } from '@shared/dto/download.js';
import {
  AddTrackersDto,
  EditTrackerDto,
  TrackerQueryDto,
  UpdateTrackersDto,
} from './dto/tracker-request.dto.ts';
import { TrackerResponse } from './dto/tracker.dto.ts';
import { TrackerService } from './tracker.service.ts';

@ApiTags('trackers')
@Controller('downloads/:id/trackers')
export class TrackerController {
  constructor(private readonly trackers: TrackerService) {}

  @Get()
  @RequireScope('read')
  @ApiOperation({
    summary: 'The trackers of a download, and what they said last',
    description: 'With the scope read alone, passkeys in addresses are masked.',
  })
  @ApiOkResponse({ type: [TrackerResponse] })
  @ApiProblems('download-not-found', 'state-conflict')
  list(
    @Param('id') id: string,
    @CurrentPrincipal() { scope }: Principal,
  ): Promise<DownloadTrackerDto[]> {
    return this.trackers.listFor(scope, id);
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

  @Post()
  @RequireScope('control')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Adds trackers to a download' })
  @ApiOkResponse({ type: [TrackerResponse] })
  @ApiProblems('download-not-found', 'state-conflict', 'tracker-invalid')
  add(@Param('id') id: string, @Body() request: AddTrackersDto): Promise<DownloadTrackerDto[]> {
    return this.trackers.add(id, request);
  }

  @Patch()
  @RequireScope('control')
  @ApiOperation({ summary: 'Gives a tracker of a download another address or tier' })
  @ApiOkResponse({ type: [TrackerResponse] })
  @ApiProblems('download-not-found', 'tracker-not-found', 'state-conflict', 'tracker-invalid')
  edit(@Param('id') id: string, @Body() request: EditTrackerDto): Promise<DownloadTrackerDto[]> {
    return this.trackers.edit(id, request);
  }

  @Delete()
  @RequireScope('control')
  @ApiOperation({ summary: 'Removes a tracker from a download' })
  @ApiOkResponse({ type: [TrackerResponse] })
  @ApiProblems('download-not-found', 'tracker-not-found', 'state-conflict')
  remove(
    @Param('id') id: string,
    @Query() { url }: TrackerQueryDto,
  ): Promise<DownloadTrackerDto[]> {
    return this.trackers.remove(id, url);
  }

  @Post('announce')
  @RequireScope('control')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({ summary: 'Asks one tracker of a download for peers now' })
  @ApiAcceptedResponse({ type: [TrackerResponse] })
  @ApiProblems('download-not-found', 'tracker-not-found', 'state-conflict', 'invalid-argument')
  announce(
    @Param('id') id: string,
    @Body() { url }: TrackerQueryDto,
  ): Promise<DownloadTrackerDto[]> {
    return this.trackers.announce(id, url);
  }
}
