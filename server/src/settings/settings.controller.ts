import { Body, Controller, Get, Patch } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../auth/access.ts';
import { DIRECTORY_PROBLEMS } from '../openapi/problem-catalogue.ts';
import { ApiProblems } from '../openapi/problem.dto.ts';
import type { SettingsDefaultsDto, SettingsDto } from '@shared/dto/settings.js';
import {
  SettingsDefaultsResponse,
  SettingsResponse,
  UpdateSettingsDto,
} from './dto/settings.dto.ts';
import { SettingsService } from './settings.service.ts';

@ApiTags('settings')
@Controller('settings')
export class SettingsController {
  constructor(private readonly settings: SettingsService) {}

  @Get()
  @RequireScope('read')
  @ApiOperation({ summary: 'What can be changed while the server runs' })
  @ApiOkResponse({ type: SettingsResponse })
  show(): SettingsDto {
    return this.settings.show();
  }

  @Get('defaults')
  @RequireScope('read')
  @ApiOperation({
    summary: 'What holds where nobody changed it, and what could decide it at the start',
  })
  @ApiOkResponse({ type: SettingsDefaultsResponse })
  defaults(): SettingsDefaultsDto {
    return this.settings.defaults;
  }

  @Patch()
  @RequireScope('admin')
  @ApiOperation({ summary: 'Changes the given settings at once; the others stay' })
  @ApiOkResponse({ type: SettingsResponse })
  @ApiProblems('setting-locked', 'invalid-argument', ...DIRECTORY_PROBLEMS)
  change(@Body() changes: UpdateSettingsDto): Promise<SettingsDto> {
    return this.settings.change(changes);
  }
}
