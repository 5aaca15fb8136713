import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../auth/access.ts';
import { findInstallation } from '../config/installation.ts';
import { ENGINE, type Engine } from '../engine-host/engine.port.ts';
import { VolumeService } from '../volume/volume.service.ts';
import type { ServerInfoDto } from '@shared/dto/session.js';
import { ServerInfoResponse } from './dto/server-info.dto.ts';

@ApiTags('server')
@Controller('info')
export class ServerInfoController {
  readonly #version = findInstallation().version;

  constructor(
    @Inject(ENGINE) private readonly engine: Engine,
    private readonly volumes: VolumeService,
  ) {}

  @Get()
  @RequireScope('read')
  @ApiOperation({ summary: 'What an app must know before it can offer anything' })
  @ApiOkResponse({ type: ServerInfoResponse })
  async show(): Promise<ServerInfoDto> {
    const { peerPort } = await this.engine.stats();
    return {
      version: this.#version,
      defaultDirectory: this.volumes.defaultDirectory,
      allowedDirectories: this.volumes.allowedDirectories,
      freeBytes: await this.volumes.freeBytes(),
      peerPort,
    };
  }
}
