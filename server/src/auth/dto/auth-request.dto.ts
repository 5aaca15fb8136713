import { IsIn, IsISO8601, IsString, Matches, MaxLength, MinLength } from 'class-validator';
import {
  LONGEST_PASSWORD,
  LONGEST_TOKEN_NAME,
  LONGEST_USERNAME,
  SCOPES,
  SHORTEST_PASSWORD,
  type ChangePasswordRequest,
  type CreateTokenRequest,
  type LoginRequest,
  type Scope,
  type SetupRequest,
} from '@shared/dto/auth.js';
import { IfGivenAndNotNull } from '../../http/validators.ts';
import { ChoiceProperty, TextProperty, TimeProperty } from '../../openapi/properties.ts';

const LONGEST_CODE = 100;
/** Nothing invisible: names of tokens are shown where somebody decides which one to delete. */
const VISIBLE = /^(?=.*\S)[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+$/u;

export class SetupDto implements SetupRequest {
  @TextProperty({ description: 'The one-time code that the server printed at its start.' })
  @IsString()
  @MaxLength(LONGEST_CODE)
  code!: string;

  @TextProperty({
    description: `1 to ${LONGEST_USERNAME} letters, digits and . _ @ + -.`,
    example: 'anna',
  })
  @IsString()
  @MaxLength(LONGEST_USERNAME)
  username!: string;

  @TextProperty({ description: `${SHORTEST_PASSWORD} to ${LONGEST_PASSWORD} characters.` })
  @IsString()
  @MaxLength(LONGEST_PASSWORD)
  password!: string;
}

export class LoginDto implements LoginRequest {
  @TextProperty({ description: 'Name of the account; its case does not matter.', example: 'anna' })
  @IsString()
  @MinLength(1)
  @MaxLength(LONGEST_USERNAME)
  username!: string;

  @TextProperty({ description: 'Password of the account.' })
  @IsString()
  @MinLength(1)
  @MaxLength(LONGEST_PASSWORD)
  password!: string;
}

export class ChangePasswordDto implements ChangePasswordRequest {
  @TextProperty({ description: 'The password until now.' })
  @IsString()
  @MinLength(1)
  @MaxLength(LONGEST_PASSWORD)
  currentPassword!: string;

  @TextProperty({ description: `${SHORTEST_PASSWORD} to ${LONGEST_PASSWORD} characters.` })
  @IsString()
  @MaxLength(LONGEST_PASSWORD)
  newPassword!: string;
}

export class CreateTokenDto implements CreateTokenRequest {
  @TextProperty({
    description: 'What it is for, as you will know it by.',
    example: 'backup script',
  })
  @IsString()
  @MaxLength(LONGEST_TOKEN_NAME)
  @Matches(VISIBLE, { message: 'name must be a visible text of one line' })
  name!: string;

  @ChoiceProperty('Scope', SCOPES, { description: 'What it may do.' })
  @IsIn(SCOPES)
  scope!: Scope;

  @TimeProperty({
    description: 'When it ends; null or left out is never.',
    nullable: true,
    required: false,
  })
  @IfGivenAndNotNull()
  @IsISO8601({ strict: true })
  expiresAt?: string | null;
}
