import { Body, Controller, Get, HttpCode, HttpStatus, Post, Req, Res } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { ProblemException } from '../http/problem.ts';
import { ApiProblems } from '../openapi/problem.dto.ts';
import type { SetupStateDto, WhoAmIDto } from '@shared/dto/auth.js';
import { CurrentPrincipal, Public, RequireScope, type Principal } from './access.ts';
import { AuthenticationService, type Credential } from './authentication.service.ts';
import { callerOf, type Caller } from './caller.ts';
import { ChangePasswordDto, LoginDto, SetupDto } from './dto/auth-request.dto.ts';
import { SetupStateResponse, WhoAmIResponse } from './dto/auth-response.dto.ts';
import { LoginService } from './login.service.ts';
import { SessionCookie } from './session-cookie.ts';
import type { OpenedSession } from './session.service.ts';
import { LONGEST_SESSION_MS } from './session-times.ts';
import { SetupService } from './setup.service.ts';

@ApiTags('auth')
@Controller('auth')
export class AuthController {
  constructor(
    private readonly login: LoginService,
    private readonly setup: SetupService,
    private readonly authentication: AuthenticationService,
    private readonly cookie: SessionCookie,
  ) {}

  @Get('setup')
  @Public()
  @ApiOperation({ summary: 'Whether the first account is still to be made' })
  @ApiOkResponse({ type: SetupStateResponse })
  showSetup(): SetupStateDto {
    return { needed: this.setup.isNeeded };
  }

  @Post('setup')
  @Public()
  @ApiOperation({ summary: 'Makes the first account, by the one-time code, and logs it in' })
  @ApiCreatedResponse({ type: WhoAmIResponse })
  @ApiProblems(
    'wrong-setup-code',
    'setup-done',
    'weak-password',
    'invalid-username',
    'too-many-attempts',
    'unavailable',
  )
  async setUp(
    @Body() body: SetupDto,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<WhoAmIDto> {
    const caller = callerOf(request);
    return this.#welcome(await this.login.setUp(body, caller), caller, response);
  }

  @Post('login')
  @Public()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Logs in: the answer sets the cookie of a new session' })
  @ApiOkResponse({ type: WhoAmIResponse })
  @ApiProblems('wrong-credentials', 'too-many-attempts', 'unavailable')
  async logIn(
    @Body() body: LoginDto,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<WhoAmIDto> {
    const caller = callerOf(request);
    const { headers } = request;
    const before = await this.authentication.authenticate(headers, caller.address, caller.isSecure);
    return this.#welcome(await this.login.logIn(body, caller, before), caller, response);
  }

  @Post('logout')
  @RequireScope('read')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({ summary: 'Ends the session that asks' })
  @ApiNoContentResponse()
  @ApiProblems('session-needed')
  async logOut(
    @CurrentPrincipal() principal: Principal,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    await this.login.logOut(principal);
    this.#setCookie(response, callerOf(request), null);
  }

  @Get('session')
  @RequireScope('read')
  @ApiOperation({ summary: 'Who makes this request, and by what' })
  @ApiOkResponse({ type: WhoAmIResponse })
  async whoAmI(@Req() request: Request): Promise<WhoAmIDto> {
    const { address, isSecure } = callerOf(request);
    const credential = await this.authentication.identify(request.headers, address, isSecure);
    if (!credential) throw new ProblemException(401, 'unauthenticated', 'The session has ended.');
    return toWhoAmI(credential);
  }

  @Post('password')
  @RequireScope('admin')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({ summary: 'Changes the password, and ends all other sessions' })
  @ApiNoContentResponse()
  @ApiProblems('wrong-password', 'weak-password', 'too-many-attempts', 'unavailable')
  changePassword(
    @Body() body: ChangePasswordDto,
    @CurrentPrincipal() principal: Principal,
    @Req() request: Request,
  ): Promise<void> {
    return this.login.changePassword(body, callerOf(request), principal);
  }

  #welcome(session: OpenedSession, caller: Caller, response: Response): WhoAmIDto {
    this.#setCookie(response, caller, session.secret);
    return toWhoAmI(session);
  }

  #setCookie(response: Response, { isSecure }: Caller, secret: string | null): void {
    // As long as the longest session: when it ends before is decided here, not by the browser.
    const maxAgeSeconds = LONGEST_SESSION_MS / 1000;
    response.setHeader('Set-Cookie', this.cookie.write({ isSecure, secret, maxAgeSeconds }));
    response.setHeader('Cache-Control', 'no-store');
  }
}

function toWhoAmI({ principal, expiresAt }: Credential): WhoAmIDto {
  return {
    account: { id: principal.accountId, name: principal.accountName },
    via: principal.via,
    credentialId: principal.credentialId,
    scope: principal.scope,
    expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
  };
}
