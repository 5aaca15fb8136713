import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Param, Post } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { ApiProblems } from '../openapi/problem.dto.ts';
import type { ApiTokenDto, NewApiTokenDto } from '@shared/dto/auth.js';
import { CurrentPrincipal, RequireScope, type Principal } from './access.ts';
import { ApiTokenService } from './api-token.service.ts';
import { CreateTokenDto } from './dto/auth-request.dto.ts';
import { ApiTokenResponse, NewApiTokenResponse } from './dto/auth-response.dto.ts';

@ApiTags('auth')
@Controller('auth/tokens')
@RequireScope('admin')
export class ApiTokenController {
  constructor(private readonly tokens: ApiTokenService) {}

  @Get()
  @ApiOperation({ summary: 'The tokens of programs, without what lets one in' })
  @ApiOkResponse({ type: [ApiTokenResponse] })
  list(@CurrentPrincipal() principal: Principal): Promise<ApiTokenDto[]> {
    return this.tokens.list(principal.accountId);
  }

  @Post()
  @ApiOperation({ summary: 'Makes a token; the answer alone shows it' })
  @ApiCreatedResponse({ type: NewApiTokenResponse })
  @ApiProblems('too-many-tokens', 'invalid-expiry')
  create(
    @Body() request: CreateTokenDto,
    @CurrentPrincipal() principal: Principal,
  ): Promise<NewApiTokenDto> {
    return this.tokens.create(principal.accountId, request);
  }

  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({ summary: 'Deletes a token: it lets nobody in any more' })
  @ApiNoContentResponse()
  @ApiProblems('token-not-found')
  delete(@Param('id') id: string, @CurrentPrincipal() principal: Principal): Promise<void> {
    return this.tokens.delete(id, principal.accountId);
  }
}
