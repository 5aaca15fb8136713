import { Body, Controller, Get, Patch } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Unaudited } from '../audit/unaudited.ts';
import { CurrentPrincipal, RequireScope, type Principal } from '../auth/access.ts';
import { ProblemException } from '../http/problem.ts';
import { ApiProblems } from '../openapi/problem.dto.ts';
import type { PreferencesDto } from '@shared/dto/preference.js';
import { PreferenceService } from './preference.service.ts';

const ANY_JSON_BY_NAME = {
  type: 'object',
  additionalProperties: true,
  example: { theme: 'dark' },
} as const;

@ApiTags('auth')
@Controller('preferences')
@RequireScope('read')
@Unaudited()
export class PreferenceController {
  constructor(private readonly preferences: PreferenceService) {}

  @Get()
  @ApiOperation({ summary: 'How the account that asks likes the web app: any JSON by names' })
  @ApiOkResponse({ schema: ANY_JSON_BY_NAME })
  @ApiProblems('session-needed')
  show(@CurrentPrincipal() principal: Principal): Promise<PreferencesDto> {
    return this.preferences.show(accountIn(principal));
  }

  @Patch()
  @ApiOperation({
    summary: 'Changes the given preferences, or takes them away by null; the others stay',
  })
  @ApiBody({ schema: ANY_JSON_BY_NAME })
  @ApiOkResponse({ schema: ANY_JSON_BY_NAME })
  @ApiProblems('session-needed', 'too-many-preferences')
  change(
    @CurrentPrincipal() principal: Principal,
    @Body() changes: unknown,
  ): Promise<PreferencesDto> {
    const accountId = accountIn(principal);
    if (typeof changes !== 'object' || changes === null || Array.isArray(changes)) {
      throw new ProblemException(400, 'bad-request', 'The body must be an object.');
    }
    return this.preferences.change(accountId, changes as Record<string, unknown>);
  }
}

/** Programs have none: they would change how somebody's browser looks. */
function accountIn({ via, accountId }: Principal): string {
  if (via === 'session') return accountId;
  const detail = 'Preferences are those of a browser: log in instead of sending a token.';
  throw new ProblemException(409, 'session-needed', detail);
}
