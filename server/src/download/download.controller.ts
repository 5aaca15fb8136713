import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  HttpStatus,
  Param,
  ParseIntPipe,
  Patch,
  Post,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import { CurrentPrincipal, RequireScope, type Principal } from '../auth/access.ts';
import type { Request, Response } from 'express';
import { hasEntity } from '../http/entity-tags.ts';
import { DIRECTORY_PROBLEMS } from '../openapi/problem-catalogue.ts';
import { ApiProblems } from '../openapi/problem.dto.ts';
import type { ProblemCode } from '@shared/dto/problem-codes.js';
import type {
  BulkResultsDto,
  DownloadDto,
  DownloadFileDto,
  DownloadIdsDto,
  DownloadPeerDto,
  DownloadAvailabilityDto,
  DownloadPiecesDto,
  DownloadSourcesDto,
  QueueMovesDto,
} from '@shared/dto/download.js';
import { BulkService } from './bulk.service.ts';
import { DownloadListService } from './download-list.service.ts';
import { DownloadMoveService } from './download-move.service.ts';
import { DownloadRemovalService } from './download-removal.service.ts';
import { DownloadStartService } from './download-start.service.ts';
import { DownloadService } from './download.service.ts';
import { QueueService } from './queue.service.ts';
import { BulkActionDto, BulkResultsResponse } from './dto/bulk.dto.ts';
import { DownloadFilterDto } from './dto/download-filter.dto.ts';
import {
  DownloadListQueryDto,
  MoveDownloadDto,
  MoveInQueueDto,
  RemoveDownloadQueryDto,
  RenameFileDto,
  RenameFolderDto,
  StartDownloadDto,
  UpdateDownloadDto,
} from './dto/download-request.dto.ts';
import {
  DownloadFileResponse,
  DownloadIdsResponse,
  DownloadListResponse,
  DownloadPeerResponse,
  DownloadAvailabilityResponse,
  DownloadPiecesResponse,
  DownloadResponse,
  QueueMovesResponse,
} from './dto/download-response.dto.ts';
import { DownloadSourcesResponse } from './dto/sources-response.dto.ts';

const WRONG_STATE: ProblemCode[] = ['download-not-found', 'state-conflict'];
const PATH_PROBLEMS: ProblemCode[] = [
  'path-conflict',
  'invalid-argument',
  'path-too-long',
  'path-too-deep',
];
const OUT_OF_REACH: ProblemCode[] = [...WRONG_STATE, 'volume-missing'];

@ApiTags('downloads')
@Controller()
export class DownloadController {
  constructor(
    private readonly downloads: DownloadService,
    private readonly lists: DownloadListService,
    private readonly starts: DownloadStartService,
    private readonly queue: QueueService,
    private readonly moves: DownloadMoveService,
    private readonly removals: DownloadRemovalService,
    private readonly bulk: BulkService,
  ) {}

  @Post('start-download')
  @RequireScope('control')
  @ApiOperation({ summary: 'Starts the download of an uploaded torrent' })
  @ApiCreatedResponse({ type: DownloadResponse })
  @ApiProblems(
    'torrent-not-found',
    'metadata-pending',
    'download-exists',
    'path-conflict',
    'invalid-argument',
    ...DIRECTORY_PROBLEMS,
  )
  start(
    @Body() request: StartDownloadDto,
    @CurrentPrincipal() { accountId, accountName }: Principal,
  ): Promise<DownloadDto> {
    return this.starts.start(request, { id: accountId, name: accountName });
  }

  @Get('downloads')
  @RequireScope('read')
  @ApiOperation({ summary: 'All downloads, filtered, in order, by pages' })
  @ApiOkResponse({
    type: DownloadListResponse,
    headers: { ETag: { description: 'For `If-None-Match`.', schema: { type: 'string' } } },
  })
  @ApiResponse({ status: HttpStatus.NOT_MODIFIED, description: 'The rows are as they were.' })
  async list(
    @Query() query: DownloadListQueryDto,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { etag, text } = await this.lists.list(query);
    response.set({ ETag: etag, 'Cache-Control': 'private, no-cache' });
    if (hasEntity(request.headers['if-none-match'], etag))
      response.status(HttpStatus.NOT_MODIFIED).end();
    else response.type('json').send(text());
  }

  @Get('download-ids')
  @RequireScope('read')
  @ApiOperation({
    summary: 'The ids of the downloads that match a filter',
    description: 'For who has the rows already, and asks which of them have a word in a file name.',
  })
  @ApiOkResponse({ type: DownloadIdsResponse })
  ids(@Query() filter: DownloadFilterDto): Promise<DownloadIdsDto> {
    return this.lists.find(filter);
  }

  @Post('downloads/actions')
  @RequireScope('control')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Does one thing to many downloads, with a result for each of them' })
  @ApiOkResponse({ type: BulkResultsResponse })
  actOnMany(@Body() request: BulkActionDto): Promise<BulkResultsDto> {
    return this.bulk.apply(request);
  }

  @Post('downloads/queue')
  @RequireScope('control')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Moves downloads in the queue: to its top, up, down, to its bottom' })
  @ApiOkResponse({ type: QueueMovesResponse })
  @ApiProblems('download-not-found')
  moveInQueue(@Body() { ids, move }: MoveInQueueDto): Promise<QueueMovesDto> {
    return this.queue.move(ids, move);
  }

  @Get('downloads/:id')
  @RequireScope('read')
  @ApiOperation({ summary: 'One download' })
  @ApiOkResponse({ type: DownloadResponse })
  @ApiProblems('download-not-found')
  find(@Param('id') id: string): Promise<DownloadDto> {
    return this.downloads.find(id);
  }

  @Patch('downloads/:id/pause')
  @RequireScope('control')
  @ApiOperation({ summary: 'Asks for nothing more, but keeps its connections' })
  @ApiOkResponse({ type: DownloadResponse })
  @ApiProblems(...WRONG_STATE)
  pause(@Param('id') id: string): Promise<DownloadDto> {
    return this.downloads.pause(id);
  }

  @Patch('downloads/:id/resume')
  @RequireScope('control')
  @ApiOperation({ summary: 'Goes on after a pause, a cancellation or an error' })
  @ApiOkResponse({ type: DownloadResponse })
  @ApiProblems(...WRONG_STATE, 'invalid-argument')
  resume(@Param('id') id: string): Promise<DownloadDto> {
    return this.downloads.resume(id);
  }

  @Patch('downloads/:id/cancel')
  @RequireScope('control')
  @ApiOperation({ summary: 'Stops and disconnects; the entry and its data stay' })
  @ApiOkResponse({ type: DownloadResponse })
  @ApiProblems(...WRONG_STATE)
  cancel(@Param('id') id: string): Promise<DownloadDto> {
    return this.downloads.cancel(id);
  }

  @Patch('downloads/:id')
  @RequireScope('control')
  @ApiOperation({
    summary: 'Changes its name, files, order, place in the queue, tags, category or limits',
  })
  @ApiOkResponse({ type: DownloadResponse })
  @ApiProblems(...OUT_OF_REACH, ...PATH_PROBLEMS)
  update(@Param('id') id: string, @Body() changes: UpdateDownloadDto): Promise<DownloadDto> {
    return this.downloads.update(id, changes);
  }

  @Post('downloads/:id/move')
  @RequireScope('control')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Moves its files to another folder, while it runs' })
  @ApiOkResponse({ type: DownloadResponse })
  @ApiProblems(...WRONG_STATE, 'path-conflict', ...DIRECTORY_PROBLEMS, 'disk-full')
  move(@Param('id') id: string, @Body() { directory }: MoveDownloadDto): Promise<DownloadDto> {
    return this.moves.move(id, directory);
  }

  @Post('downloads/:id/move/cancel')
  @RequireScope('control')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Turns its move round: what is moved goes back' })
  @ApiOkResponse({ type: DownloadResponse })
  @ApiProblems(...WRONG_STATE)
  cancelMove(@Param('id') id: string): Promise<DownloadDto> {
    return this.moves.cancel(id);
  }

  @Delete('downloads/:id')
  @RequireScope('control')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({ summary: 'Removes it from the list, and its data from the disk if asked' })
  @ApiNoContentResponse()
  @ApiProblems(...OUT_OF_REACH)
  remove(@Param('id') id: string, @Query() query: RemoveDownloadQueryDto): Promise<void> {
    return this.removals.remove(id, { deleteData: query.deleteData === 'true' });
  }

  @Post('downloads/:id/recheck')
  @RequireScope('control')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({ summary: 'Hashes all that is on the disk again' })
  @ApiAcceptedResponse({ type: DownloadResponse })
  @ApiProblems(...OUT_OF_REACH)
  recheck(@Param('id') id: string): Promise<DownloadDto> {
    return this.downloads.recheck(id);
  }

  @Post('downloads/:id/reannounce')
  @RequireScope('control')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({ summary: 'Asks its trackers for peers now' })
  @ApiAcceptedResponse({ type: DownloadResponse })
  @ApiProblems(...WRONG_STATE)
  reannounce(@Param('id') id: string): Promise<DownloadDto> {
    return this.downloads.reannounce(id);
  }

  @Get('downloads/:id/files')
  @RequireScope('read')
  @ApiOperation({ summary: 'Its files' })
  @ApiOkResponse({ type: [DownloadFileResponse] })
  @ApiProblems(...WRONG_STATE)
  files(@Param('id') id: string): Promise<DownloadFileDto[]> {
    return this.downloads.files(id);
  }

  @Patch('downloads/:id/files/:index')
  @RequireScope('control')
  @ApiOperation({ summary: 'Gives one of its files another path, below its root folder' })
  @ApiOkResponse({ type: DownloadFileResponse })
  @ApiProblems(...OUT_OF_REACH, ...PATH_PROBLEMS)
  renameFile(
    @Param('id') id: string,
    @Param('index', ParseIntPipe) index: number,
    @Body() { path }: RenameFileDto,
  ): Promise<DownloadFileDto> {
    return this.downloads.renameFile(id, index, path);
  }

  @Patch('downloads/:id/folders')
  @RequireScope('control')
  @ApiOperation({ summary: 'Gives one of its folders another path, and so all files in it' })
  @ApiOkResponse({ type: DownloadResponse })
  @ApiProblems(...OUT_OF_REACH, ...PATH_PROBLEMS)
  renameFolder(
    @Param('id') id: string,
    @Body() { folder, path }: RenameFolderDto,
  ): Promise<DownloadDto> {
    return this.moves.renameFolder(id, folder, path);
  }

  @Get('downloads/:id/peers')
  @RequireScope('read')
  @ApiOperation({ summary: 'Its connected peers' })
  @ApiOkResponse({ type: [DownloadPeerResponse] })
  @ApiProblems(...WRONG_STATE)
  peers(@Param('id') id: string): Promise<DownloadPeerDto[]> {
    return this.downloads.peers(id);
  }

  @Get('downloads/:id/sources')
  @RequireScope('read')
  @ApiOperation({
    summary: 'Where the addresses of its peers come from',
    description:
      'Trackers have a call of their own. Of a private torrent the DHT, LSD and PEX are off.',
  })
  @ApiOkResponse({ type: DownloadSourcesResponse })
  @ApiProblems(...WRONG_STATE)
  sources(@Param('id') id: string): Promise<DownloadSourcesDto> {
    return this.downloads.sources(id);
  }

  @Get('downloads/:id/pieces')
  @RequireScope('read')
  @ApiOperation({ summary: 'Which pieces are had' })
  @ApiOkResponse({ type: DownloadPiecesResponse })
  @ApiProblems(...WRONG_STATE)
  pieces(@Param('id') id: string): Promise<DownloadPiecesDto> {
    return this.downloads.pieces(id);
  }

  @Get('downloads/:id/availability')
  @RequireScope('read')
  @ApiOperation({ summary: 'How many connected peers have each piece' })
  @ApiOkResponse({ type: DownloadAvailabilityResponse })
  @ApiProblems(...WRONG_STATE)
  availability(@Param('id') id: string): Promise<DownloadAvailabilityDto> {
    return this.downloads.availability(id);
  }
}
