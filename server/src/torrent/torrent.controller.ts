import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  HttpStatus,
  Param,
  Post,
  Req,
  Res,
  UploadedFile,
  UseInterceptors,
} from '@nestjs/common';
import { FileInterceptor } from '@nestjs/platform-express';
import {
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiExtraModels,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { CurrentPrincipal, RequireScope, type Principal } from '../auth/access.ts';
import { MAGNET_PROBLEMS, TORRENT_FILE_PROBLEMS } from '../openapi/problem-catalogue.ts';
import { UploadLineInterceptor } from '../http/upload-line.interceptor.ts';
import { ApiProblems } from '../openapi/problem.dto.ts';
import type { TorrentDto } from '@shared/dto/torrent.js';
import { TorrentSourceDto } from './dto/torrent-request.dto.ts';
import { TorrentResponse } from './dto/torrent-response.dto.ts';
import { torrentFor } from './torrent-secrets.ts';
import { missingFileProblem, UPLOAD_FIELD, UPLOAD_OPTIONS } from './torrent-upload.ts';
import { MagnetService } from './magnet.service.ts';
import { TorrentFetchService } from './torrent-fetch.service.ts';
import { TorrentService } from './torrent.service.ts';

const TORRENT_MEDIA_TYPE = 'application/x-bittorrent';

@ApiTags('torrents')
@Controller()
export class TorrentController {
  constructor(
    private readonly torrents: TorrentService,
    private readonly magnets: MagnetService,
    private readonly fetches: TorrentFetchService,
  ) {}

  @Post('upload-torrent')
  @RequireScope('control')
  @UseInterceptors(UploadLineInterceptor, FileInterceptor(UPLOAD_FIELD, UPLOAD_OPTIONS))
  @ApiOperation({
    summary: 'Takes a .torrent file, the address of one, or a magnet link, and tells what is in it',
    description:
      'A magnet link is answered at once, with `metadata` in place of files: `GET /api/torrents/{id}` and the event ' +
      'stream tell how far that is. A link of a torrent that is here already is answered with that torrent, and its ' +
      'trackers and peers go to the download of it, unless that is private.',
  })
  @ApiConsumes('multipart/form-data', 'application/json')
  @ApiExtraModels(TorrentSourceDto)
  @ApiBody({
    schema: {
      oneOf: [
        {
          type: 'object',
          required: [UPLOAD_FIELD],
          properties: {
            [UPLOAD_FIELD]: {
              type: 'string',
              format: 'binary',
              description: 'The .torrent file, 10 MiB at most.',
            },
          },
        },
        { $ref: getSchemaPath(TorrentSourceDto) },
      ],
    },
  })
  @ApiCreatedResponse({ type: TorrentResponse })
  @ApiProblems(
    'length-required',
    'torrent-missing',
    'not-a-torrent-file',
    'too-many-magnets',
    ...MAGNET_PROBLEMS,
    'url-refused',
    'url-unreachable',
    'url-not-torrent',
    'unavailable',
    ...TORRENT_FILE_PROBLEMS,
  )
  async upload(
    @Req() request: Request,
    @Body() source: TorrentSourceDto,
    @UploadedFile() file?: Express.Multer.File,
  ): Promise<TorrentDto> {
    if (file) return this.torrents.upload(file.buffer);
    if (source.url !== undefined) return this.fetches.add(source.url);
    if (source.magnet !== undefined) return this.magnets.add(source.magnet);
    throw missingFileProblem(request.headers['content-type']);
  }

  @Get('torrents/:id')
  @RequireScope('read')
  @ApiOperation({
    summary: 'An uploaded torrent, or a magnet link and how far its metadata is',
    description: 'With the scope read alone, passkeys in addresses are masked.',
  })
  @ApiOkResponse({ type: TorrentResponse })
  @ApiProblems('torrent-not-found')
  async find(
    @Param('id') id: string,
    @CurrentPrincipal() { scope }: Principal,
  ): Promise<TorrentDto> {
    return torrentFor(scope, await this.magnets.find(id));
  }

  @Get('torrents/:id/file')
  @RequireScope('control')
  @ApiOperation({
    summary: 'The .torrent file',
    description:
      'As it was uploaded; of a magnet link, made of its metadata, trackers and web seeds.',
  })
  @ApiProduces(TORRENT_MEDIA_TYPE)
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  @ApiProblems('torrent-not-found', 'metadata-pending')
  async file(@Param('id') id: string, @Res() response: Response): Promise<void> {
    const { name, bytes } = await this.torrents.file(id);
    response.attachment(name).type(TORRENT_MEDIA_TYPE);
    response.set('Cache-Control', 'private, no-cache').send(Buffer.from(bytes));
  }

  @Delete('torrents/:id')
  @RequireScope('control')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({
    summary: 'Forgets an uploaded torrent or a magnet link that no download uses',
    description:
      'The metadata of the link is asked for no longer. Unused ones go by themselves after a day.',
  })
  @ApiNoContentResponse()
  @ApiProblems('torrent-not-found', 'torrent-in-use')
  remove(@Param('id') id: string): Promise<void> {
    return this.torrents.remove(id);
  }
}
