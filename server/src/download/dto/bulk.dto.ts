import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsObject,
  IsString,
  Matches,
  MaxLength,
  MinLength,
  ValidateNested,
} from 'class-validator';
import {
  BULK_ACTIONS,
  type BulkAction,
  type BulkActionRequest,
  type BulkResultDto,
  type BulkResultsDto,
} from '@shared/dto/download.js';
import { PROBLEM_CODES, type ProblemCode } from '@shared/dto/problem-codes.js';
import { IfGiven, IfGivenAndNotNull, IsRateLimit } from '../../http/validators.ts';
import {
  BooleanProperty,
  ChoiceProperty,
  RateLimitProperty,
  TextListProperty,
  TextProperty,
} from '../../openapi/properties.ts';
import { DownloadFilterDto } from './download-filter.dto.ts';

const MOST_IDS = 10_000;
const MOST_TAGS = 50;
const LONGEST_LABEL = 100;
const LONGEST_PATH = 4_000;
const ID = /^[0-9a-f]{40}$/;
const optional = { required: false } as const;

export class BulkActionDto implements BulkActionRequest {
  @ChoiceProperty('BulkAction', BULK_ACTIONS, { description: 'What is done to each.' })
  @IsIn(BULK_ACTIONS)
  action!: BulkAction;

  @TextListProperty({
    ...optional,
    description: 'Ids of the downloads, 10,000 at most. Either these or a filter is given.',
  })
  @IfGiven()
  @IsArray()
  @ArrayMaxSize(MOST_IDS)
  @Matches(ID, { each: true, message: 'ids must be ids of downloads' })
  ids?: string[];

  @ApiProperty({
    type: DownloadFilterDto,
    ...optional,
    description: 'Which downloads, as the list is filtered. One without fields means all of them.',
  })
  @IfGiven()
  @IsObject()
  @ValidateNested()
  @Type(() => DownloadFilterDto)
  filter?: DownloadFilterDto;

  @BooleanProperty({
    ...optional,
    description: 'Of `remove`: whether the data on the disk is deleted too. Left out: it is kept.',
  })
  @IfGiven()
  @IsBoolean()
  deleteData?: boolean;

  @BooleanProperty({
    ...optional,
    description: 'Of `forceStart`: whether they run whatever the limits of the queue are.',
  })
  @IfGiven()
  @IsBoolean()
  forceStart?: boolean;

  @TextListProperty({ ...optional, description: 'Of `setTags`, `addTags` and `removeTags`.' })
  @IfGiven()
  @IsArray()
  @ArrayMaxSize(MOST_TAGS)
  @IsString({ each: true })
  @MinLength(1, { each: true })
  @MaxLength(LONGEST_LABEL, { each: true })
  tags?: string[];

  @TextProperty({
    ...optional,
    nullable: true,
    description: 'Of `setCategory`; null takes them out of theirs.',
  })
  @IfGivenAndNotNull()
  @IsString()
  @MinLength(1)
  @MaxLength(LONGEST_LABEL)
  category?: string | null;

  @RateLimitProperty({
    ...optional,
    description: 'Of `setLimits`; null takes the limit away.',
  })
  @IfGivenAndNotNull()
  @IsRateLimit()
  downloadLimit?: number | null;

  @RateLimitProperty({
    ...optional,
    description: 'Of `setLimits`; null takes the limit away.',
  })
  @IfGivenAndNotNull()
  @IsRateLimit()
  uploadLimit?: number | null;

  @BooleanProperty({
    ...optional,
    description: 'Of `setOptions`: whether pieces come in order.',
  })
  @IfGiven()
  @IsBoolean()
  sequential?: boolean;

  @BooleanProperty({
    ...optional,
    description: 'Of `setOptions`: whether the first and last pieces of files come first.',
  })
  @IfGiven()
  @IsBoolean()
  firstLastPieces?: boolean;

  @BooleanProperty({
    ...optional,
    description: 'Of `setOptions`: whether peers are shown a few pieces at a time while it seeds.',
  })
  @IfGiven()
  @IsBoolean()
  superSeeding?: boolean;

  @TextProperty({ ...optional, description: 'Of `move`: absolute, below an allowed folder.' })
  @IfGiven()
  @IsString()
  @MinLength(1)
  @MaxLength(LONGEST_PATH)
  directory?: string;
}

export class BulkResultResponse implements BulkResultDto {
  @TextProperty({ description: 'Of the download.' })
  id!: string;

  @BooleanProperty({ description: 'Whether it is done.' })
  ok!: boolean;

  @ChoiceProperty('ProblemCode', PROBLEM_CODES, {
    ...optional,
    description: 'Why it is not done, as a call for this download alone would say.',
  })
  code?: ProblemCode;

  @TextProperty({ ...optional, description: 'The same as a sentence.' })
  detail?: string;
}

export class BulkResultsResponse implements BulkResultsDto {
  @ApiProperty({ type: [BulkResultResponse], description: 'In the order of the request.' })
  results!: BulkResultResponse[];
}
