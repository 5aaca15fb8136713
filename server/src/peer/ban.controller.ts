import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Param, Post } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { RequireScope } from '../auth/access.ts';
import { ApiProblems } from '../openapi/problem.dto.ts';
import type { BanDto, BansDto } from '@shared/dto/peer.js';
import { BanService } from './ban.service.ts';
import { BanResponse, BansResponse } from './dto/ban.dto.ts';
import { AddBanDto } from './dto/peer-request.dto.ts';

@ApiTags('peers')
@Controller('bans')
export class BanController {
  constructor(private readonly bans: BanService) {}

  @Get()
  @RequireScope('read')
  @ApiOperation({ summary: 'Who is kept out, by the user or by a download itself' })
  @ApiOkResponse({ type: BansResponse })
  list(): Promise<BansDto> {
    return this.bans.list();
  }

  @Post()
  @RequireScope('control')
  @ApiOperation({ summary: 'Drops an address or a network, and keeps it out of all downloads' })
  @ApiCreatedResponse({ type: BanResponse })
  @ApiProblems('ban-invalid', 'too-many-bans')
  add(@Body() request: AddBanDto): Promise<BanDto> {
    return this.bans.add(request);
  }

  @Delete(':banId')
  @RequireScope('control')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({ summary: 'Lifts a ban' })
  @ApiNoContentResponse()
  @ApiProblems('ban-not-found')
  lift(@Param('banId') id: string): Promise<void> {
    return this.bans.lift(id);
  }
}
