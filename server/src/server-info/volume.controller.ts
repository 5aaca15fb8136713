import { Body, Controller, Get, HttpCode, HttpStatus, Inject, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../auth/access.ts';
import { ENGINE, type Engine } from '../engine-host/engine.port.ts';
import { Unaudited } from '../audit/unaudited.ts';
import { ApiProblems } from '../openapi/problem.dto.ts';
import { FolderCheckService } from '../volume/folder-check.service.ts';
import { VolumeLooksService } from '../volume/volume-looks.service.ts';
import { VolumeService } from '../volume/volume.service.ts';
import type { FolderCheckDto, VolumesDto } from '@shared/dto/volume.js';
import { FolderCheckRequestDto, FolderCheckResponse, VolumesResponse } from './dto/volume.dto.ts';
import { useOf } from './volume-use.ts';

@ApiTags('server')
@Controller('volumes')
export class VolumeController {
  constructor(
    @Inject(ENGINE) private readonly engine: Engine,
    private readonly looks: VolumeLooksService,
    private readonly volumes: VolumeService,
    private readonly folders: FolderCheckService,
  ) {}

  @Get()
  @RequireScope('read')
  @ApiOperation({ summary: 'The folders that downloads may go into, and what room they have' })
  @ApiOkResponse({ type: VolumesResponse })
  async list(): Promise<VolumesDto> {
    const [looks, downloads, byDefault] = await Promise.all([
      this.looks.all(),
      this.engine.list(),
      this.volumes.locate(this.volumes.defaultDirectory).catch(() => null),
    ]);
    const defaultRoot = byDefault?.root?.rootPath ?? looks[0]!.directory;
    const folders = looks.map(({ directory }) => directory);
    const use = useOf(folders, downloads);
    return {
      items: looks.map(({ directory, state, freeBytes, totalBytes }, index) => ({
        path: directory,
        isDefault: directory === defaultRoot,
        state,
        freeBytes,
        totalBytes,
        downloads: use[index]!.downloads,
        usedBytes: use[index]!.usedBytes,
      })),
    };
  }

  @Post('check')
  @RequireScope('admin')
  @Unaudited()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary: 'Whether downloads could go into a folder, tried by writing a small file',
  })
  @ApiOkResponse({ type: FolderCheckResponse })
  @ApiProblems('directory-invalid', 'directory-unusable')
  check(@Body() { directory }: FolderCheckRequestDto): Promise<FolderCheckDto> {
    return this.folders.check(directory);
  }
}
