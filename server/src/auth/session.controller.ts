import { Controller, Delete, Get, HttpCode, HttpStatus, Param } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../openapi/problem.dto.ts';
import type { SessionDto } from '@shared/dto/auth.js';
import { CurrentPrincipal, RequireScope, type Principal } from './access.ts';
import { SessionResponse } from './dto/auth-response.dto.ts';
import { SessionService } from './session.service.ts';

@ApiTags('auth')
@Controller('auth/sessions')
@RequireScope('admin')
export class SessionController {
  constructor(private readonly sessions: SessionService) {}

  @Get()
  @ApiOperation({ summary: 'The browsers that are logged in, the latest used first' })
  @ApiOkResponse({ type: [SessionResponse] })
  list(@CurrentPrincipal() principal: Principal): Promise<SessionDto[]> {
    return this.sessions.list(principal);
  }

  @Delete()
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({ summary: 'Ends all sessions but the one that asks' })
  @ApiNoContentResponse()
  endOthers(@CurrentPrincipal() principal: Principal): Promise<void> {
    return this.sessions.endOthers(principal);
  }

  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({ summary: 'Ends a session' })
  @ApiNoContentResponse()
  @ApiProblems('session-not-found')
  end(@Param('id') id: string, @CurrentPrincipal() principal: Principal): Promise<void> {
    return this.sessions.end(id, principal.accountId);
  }
}
