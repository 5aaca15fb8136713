import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsISO8601, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { IfGiven } from '../../http/validators.ts';
import {
  ChoiceProperty,
  IntegerProperty,
  TextListProperty,
  TextProperty,
  TimeProperty,
} from '../../openapi/properties.ts';
import {
  LARGEST_AUDIT_PAGE,
  type AuditAccountDto,
  type AuditEntryDto,
  type AuditListDto,
  type AuditListQuery,
} from '@shared/dto/audit.js';
import { PROBLEM_CODES, type ProblemCode } from '@shared/dto/problem-codes.js';

const OUTCOMES = ['ok', ...PROBLEM_CODES] as const;
const LONGEST_NAME = 256;
const optional = { required: false } as const;

export class AuditAccountResponse implements AuditAccountDto {
  @TextProperty({
    nullable: true,
    description: 'Null where no account has the name that was given.',
  })
  id!: string | null;

  @TextProperty({ description: 'Its name at that time.' })
  name!: string;
}

export class AuditEntryResponse implements AuditEntryDto {
  @TextProperty({ description: 'A whole number that rises from entry to entry.', example: '1204' })
  id!: string;

  @TimeProperty({ description: 'When it was done.' })
  at!: string;

  @ApiProperty({
    type: AuditAccountResponse,
    nullable: true,
    description: 'Who did it; null where nobody was known, as at the setup.',
  })
  account!: AuditAccountResponse | null;

  @ApiProperty({
    enum: ['session', 'token'],
    nullable: true,
    description:
      'By what the caller proved who it is; null where it was by a password, or not at all.',
  })
  via!: 'session' | 'token' | null;

  @TextProperty({ nullable: true, description: 'Id of that session or token.' })
  credentialId!: string | null;

  @TextProperty({ description: 'Address that it came from.', example: '192.0.2.7' })
  address!: string;

  @TextProperty({ description: 'The `operationId` of the call.', example: 'downloadPause' })
  action!: string;

  @TextListProperty({ description: 'Ids or names of what it was done to: the first twenty.' })
  targets!: string[];

  @IntegerProperty({ description: 'How many there were.' })
  targetCount!: number;

  @ChoiceProperty('AuditOutcome', OUTCOMES, {
    description: '`ok`, or the code of the problem that it ended with.',
  })
  outcome!: 'ok' | ProblemCode;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description:
      'The fields of the request, shortened and without secrets; null where there were none.',
  })
  details!: Record<string, unknown> | null;
}

export class AuditListResponse implements AuditListDto {
  @ApiProperty({ type: [AuditEntryResponse], description: 'The newest first.' })
  entries!: AuditEntryResponse[];

  @TextProperty({
    nullable: true,
    description: 'Give it as `cursor` for the page behind this one; null where there is none.',
  })
  nextCursor!: string | null;
}

export class AuditListQueryDto implements AuditListQuery {
  @ApiProperty({
    type: 'integer',
    minimum: 1,
    maximum: LARGEST_AUDIT_PAGE,
    default: 100,
    description: 'Most entries of the page.',
    ...optional,
  })
  @IfGiven()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(LARGEST_AUDIT_PAGE)
  limit?: number;

  @TextProperty({ ...optional, description: 'The `nextCursor` of the page before.' })
  @IfGiven()
  @Matches(/^\d{1,15}$/, { message: 'cursor must be the nextCursor of a page' })
  cursor?: string;

  @TimeProperty({ ...optional, description: 'From this time on.' })
  @IfGiven()
  @IsISO8601({ strict: true })
  from?: string;

  @TimeProperty({ ...optional, description: 'Before this time.' })
  @IfGiven()
  @IsISO8601({ strict: true })
  to?: string;

  @TextProperty({ ...optional, description: 'Name of the account.' })
  @IfGiven()
  @IsString()
  @MaxLength(LONGEST_NAME)
  account?: string;

  @TextProperty({ ...optional, description: 'The `operationId` of the calls.' })
  @IfGiven()
  @IsString()
  @MaxLength(LONGEST_NAME)
  action?: string;

  @TextProperty({ ...optional, description: 'Id of a download, or of whatever else was changed.' })
  @IfGiven()
  @IsString()
  @MaxLength(LONGEST_NAME)
  target?: string;

  @ChoiceProperty('AuditOutcome', OUTCOMES, {
    ...optional,
    description: '`ok`, or the code of a problem.',
  })
  @IfGiven()
  @IsIn(OUTCOMES)
  outcome?: 'ok' | ProblemCode;
}
