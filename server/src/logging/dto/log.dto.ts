import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsISO8601, IsString, Max, MaxLength, Min } from 'class-validator';
import {
  LOG_LEVELS,
  type LogEntryDto,
  type LogLevelName,
  type LogListDto,
  type LogQuery,
} from '@shared/dto/log.js';
import { IfGiven } from '../../http/validators.ts';
import {
  ChoiceProperty,
  IntegerProperty,
  TextProperty,
  TimeProperty,
} from '../../openapi/properties.ts';

const MOST_ENTRIES = 2_000;
const LONGEST_SEARCH = 200;

export class LogEntryResponse implements LogEntryDto {
  @IntegerProperty({ description: 'Counts up from the start of the server.' })
  id!: number;

  @TimeProperty({ description: 'When it was written.' })
  at!: string;

  @ChoiceProperty('LogLevel', LOG_LEVELS, { description: 'How urgent it is.' })
  level!: LogLevelName;

  @TextProperty({ description: 'What happened; always the same text for the same thing.' })
  message!: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: ['string', 'number', 'boolean', 'null'] } as never,
    description: 'What the message is about, by name. Secrets are masked.',
    example: { host: 'tracker.example', code: 'timeout' },
  })
  details!: Record<string, string | number | boolean | null>;
}

export class LogListResponse implements LogListDto {
  @ApiProperty({ type: [LogEntryResponse], description: 'The oldest first.' })
  entries!: LogEntryResponse[];
}

export class LogQueryDto implements LogQuery {
  @ChoiceProperty('LogLevel', LOG_LEVELS, {
    required: false,
    description: 'This level and the more urgent ones; `debug`, so all that is kept, by default.',
  })
  @IfGiven()
  @IsIn(LOG_LEVELS)
  level?: LogLevelName;

  @TimeProperty({ required: false, description: 'Only entries of this time or later.' })
  @IfGiven()
  @IsISO8601({ strict: true })
  since?: string;

  @TextProperty({
    required: false,
    description: 'Part of the message or of a detail (`name=value`), case folded.',
  })
  @IfGiven()
  @IsString()
  @MaxLength(LONGEST_SEARCH)
  search?: string;

  @ApiProperty({
    type: 'integer',
    minimum: 1,
    maximum: MOST_ENTRIES,
    default: 500,
    required: false,
    description: 'Entries at most: the latest of those that fit.',
  })
  @IfGiven()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(MOST_ENTRIES)
  limit?: number;
}
