import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../auth/access.ts';
import { ENGINE, type Engine } from '../engine-host/engine.port.ts';
import { VolumeLooksService } from '../volume/volume-looks.service.ts';
import type { VolumesDto } from '@shared/dto/volume.js';
import { VolumesResponse } from './dto/volume.dto.ts';
import { useOf } from './volume-use.ts';

@ApiTags('server')
@Controller('volumes')
export class VolumeController {
  constructor(
    @Inject(ENGINE) private readonly engine: Engine,
    private readonly looks: VolumeLooksService,
  ) {}

  @Get()
  @RequireScope('read')
  @ApiOperation({ summary: 'The folders that downloads may go into, and what room they have' })
  @ApiOkResponse({ type: VolumesResponse })
  async list(): Promise<VolumesDto> {
    const [looks, downloads] = await Promise.all([this.looks.all(), this.engine.list()]);
    const folders = looks.map(({ directory }) => directory);
    const use = useOf(folders, downloads);
    return {
      items: looks.map(({ directory, state, freeBytes, totalBytes }, index) => ({
        path: directory,
        isDefault: index === 0,
        state,
        freeBytes,
        totalBytes,
        downloads: use[index]!.downloads,
        usedBytes: use[index]!.usedBytes,
      })),
    };
  }
}
