import { Controller, Get, Param, Post, Req, UploadedFile, UseInterceptors } from '@nestjs/common';
import { FileInterceptor } from '@nestjs/platform-express';
import {
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { Request } from 'express';
import { RequireScope } from '../auth/access.ts';
import { TORRENT_FILE_PROBLEMS } from '../openapi/problem-catalogue.ts';
import { ApiProblems } from '../openapi/problem.dto.ts';
import type { TorrentDto } from '@shared/dto/torrent.js';
import { TorrentResponse } from './dto/torrent-response.dto.ts';
import { missingFileProblem, UPLOAD_FIELD, UPLOAD_OPTIONS } from './torrent-upload.ts';
import { TorrentService } from './torrent.service.ts';

@ApiTags('torrents')
@Controller()
export class TorrentController {
  constructor(private readonly torrents: TorrentService) {}

  @Post('upload-torrent')
  @RequireScope('control')
  @UseInterceptors(FileInterceptor(UPLOAD_FIELD, UPLOAD_OPTIONS))
  @ApiOperation({ summary: 'Uploads a .torrent file and tells what is in it' })
  @ApiConsumes('multipart/form-data')
  @ApiBody({
    schema: {
      type: 'object',
      required: [UPLOAD_FIELD],
      properties: { [UPLOAD_FIELD]: { type: 'string', format: 'binary' } },
    },
  })
  @ApiCreatedResponse({ type: TorrentResponse })
  @ApiProblems(
    'torrent-missing',
    'not-a-torrent-file',
    'magnet-unsupported',
    'url-unsupported',
    ...TORRENT_FILE_PROBLEMS,
  )
  async upload(
    @Req() request: Request,
    @UploadedFile() file?: Express.Multer.File,
  ): Promise<TorrentDto> {
    if (!file) throw missingFileProblem(request.headers['content-type'], request.body);
    return this.torrents.upload(file.buffer);
  }

  @Get('torrents/:id')
  @RequireScope('read')
  @ApiOperation({ summary: 'An uploaded torrent' })
  @ApiOkResponse({ type: TorrentResponse })
  @ApiProblems('torrent-not-found')
  async find(@Param('id') id: string): Promise<TorrentDto> {
    return this.torrents.find(id);
  }
}
