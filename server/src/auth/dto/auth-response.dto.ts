import { ApiProperty } from '@nestjs/swagger';
import {
  CREDENTIAL_KINDS,
  SCOPES,
  type AccountDto,
  type ApiTokenDto,
  type CredentialKind,
  type NewApiTokenDto,
  type Scope,
  type SessionDto,
  type SetupStateDto,
  type WhoAmIDto,
} from '@shared/dto/auth.js';
import {
  BooleanProperty,
  ChoiceProperty,
  TextProperty,
  TimeProperty,
} from '../../openapi/properties.ts';

export class SetupStateResponse implements SetupStateDto {
  @BooleanProperty({ description: 'Whether there is no account yet.' })
  needed!: boolean;
}

export class AccountResponse implements AccountDto {
  @TextProperty({ description: 'Stays the same when the name changes.' })
  id!: string;

  @TextProperty({ description: 'Name to log in with.', example: 'anna' })
  name!: string;
}

export class WhoAmIResponse implements WhoAmIDto {
  @ApiProperty({ type: AccountResponse, description: 'Whose credential it is.' })
  account!: AccountResponse;

  @ChoiceProperty('CredentialKind', CREDENTIAL_KINDS, {
    description: 'Whether a session or a token made the request.',
  })
  via!: CredentialKind;

  @TextProperty({ description: 'Id of the session or token.' })
  credentialId!: string;

  @ChoiceProperty('Scope', SCOPES, { description: 'What it may do.' })
  scope!: Scope;

  @TimeProperty({
    nullable: true,
    description: "When it ends; null is never. A session's end moves on with its use.",
  })
  expiresAt!: string | null;
}

export class SessionResponse implements SessionDto {
  @TextProperty({ description: 'Id of the session; it lets nobody in.' })
  id!: string;

  @BooleanProperty({ description: 'Whether it is the one that asks.' })
  current!: boolean;

  @TimeProperty({ description: 'When it logged in.' })
  createdAt!: string;

  @TimeProperty({ description: 'When it was last used, true to the minute.' })
  lastUsedAt!: string;

  @TimeProperty({ description: 'When it ends if it is not used before.' })
  expiresAt!: string;

  @TextProperty({ description: 'Address that it was last used from.', example: '192.0.2.1' })
  address!: string;

  @TextProperty({ description: 'What the browser called itself; empty where it said nothing.' })
  userAgent!: string;
}

export class ApiTokenResponse implements ApiTokenDto {
  @TextProperty({ description: 'Id of the token; it lets nobody in.' })
  id!: string;

  @TextProperty({ description: 'What it is for.', example: 'backup script' })
  name!: string;

  @ChoiceProperty('Scope', SCOPES, { description: 'What it may do.' })
  scope!: Scope;

  @TimeProperty({ description: 'When it was made.' })
  createdAt!: string;

  @TimeProperty({
    nullable: true,
    description: 'When it was last used, true to the minute; null where it never was.',
  })
  lastUsedAt!: string | null;

  @TimeProperty({ nullable: true, description: 'When it ends; null is never.' })
  expiresAt!: string | null;
}

export class NewApiTokenResponse extends ApiTokenResponse implements NewApiTokenDto {
  @TextProperty({
    description: 'The token itself. It is told here and never again.',
    example: 'shoal_...',
  })
  token!: string;
}
