import {
  Body,
  Controller,
  Get,
  Param,
  Post,
  Req,
  UploadedFile,
  UseInterceptors,
} from '@nestjs/common';
import { FileInterceptor } from '@nestjs/platform-express';
import {
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { Request } from 'express';
import { CurrentPrincipal, RequireScope, type Principal } from '../auth/access.ts';
import { TORRENT_FILE_PROBLEMS } from '../openapi/problem-catalogue.ts';
import { UploadLineInterceptor } from '../http/upload-line.interceptor.ts';
import { ApiProblems } from '../openapi/problem.dto.ts';
import type { TorrentDto } from '@shared/dto/torrent.js';
import { TorrentSourceDto } from './dto/torrent-request.dto.ts';
import { TorrentResponse } from './dto/torrent-response.dto.ts';
import { torrentFor } from './torrent-secrets.ts';
import { missingFileProblem, UPLOAD_FIELD, UPLOAD_OPTIONS } from './torrent-upload.ts';
import { TorrentFetchService } from './torrent-fetch.service.ts';
import { TorrentService } from './torrent.service.ts';

@ApiTags('torrents')
@Controller()
export class TorrentController {
  constructor(
    private readonly torrents: TorrentService,
    private readonly fetches: TorrentFetchService,
  ) {}

  @Post('upload-torrent')
  @RequireScope('control')
  @UseInterceptors(UploadLineInterceptor, FileInterceptor(UPLOAD_FIELD, UPLOAD_OPTIONS))
  @ApiOperation({
    summary: 'Takes a .torrent file, or the address of one, and tells what is in it',
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
    'magnet-not-supported',
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
    throw missingFileProblem(request.headers['content-type'], source);
  }

  @Get('torrents/:id')
  @RequireScope('read')
  @ApiOperation({
    summary: 'An uploaded torrent',
    description: 'With the scope read alone, passkeys in addresses are masked.',
  })
  @ApiOkResponse({ type: TorrentResponse })
  @ApiProblems('torrent-not-found')
  async find(
    @Param('id') id: string,
    @CurrentPrincipal() { scope }: Principal,
  ): Promise<TorrentDto> {
    return torrentFor(scope, await this.torrents.find(id));
  }
}
