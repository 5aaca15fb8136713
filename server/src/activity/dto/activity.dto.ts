import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import {
  ACTIVITY_KINDS,
  LARGEST_ACTIVITY_PAGE,
  LONGEST_ACTIVITY_SEARCH,
  type ActivityEntryDto,
  type ActivityKind,
  type ActivityListDto,
  type ActivityQuery,
} from '@shared/dto/activity.js';
import { DOWNLOAD_ERROR_CODES, type DownloadErrorCode } from '@shared/dto/download.js';
import { IfGiven } from '../../http/validators.ts';
import {
  BooleanProperty,
  ChoiceProperty,
  TextProperty,
  TimeProperty,
} from '../../openapi/properties.ts';

class ActivityErrorResponse {
  @ChoiceProperty('DownloadErrorCode', DOWNLOAD_ERROR_CODES, {
    description: 'Stable name of the fault.',
  })
  code!: DownloadErrorCode;

  @TextProperty({ description: 'What was wrong, and what to do about it.' })
  message!: string;
}

export class ActivityEntryResponse implements ActivityEntryDto {
  @TextProperty({ description: 'Rises from entry to entry.', example: '1024' })
  id!: string;

  @TimeProperty({ description: 'When it happened.' })
  at!: string;

  @ChoiceProperty('ActivityKind', ACTIVITY_KINDS, {
    description: 'What happened. `recovered`: an error is over, and the download goes on.',
  })
  kind!: ActivityKind;

  @TextProperty({ description: 'Id of the download; it may be gone by now.' })
  downloadId!: string;

  @TextProperty({
    nullable: true,
    description: 'Name of the download at that time; null where nobody knew it any more.',
  })
  name!: string | null;

  @TextProperty({
    nullable: true,
    description: 'Account that did it; null where that is not known, or nobody in particular did.',
  })
  account!: string | null;

  @ApiProperty({
    type: ActivityErrorResponse,
    nullable: true,
    description: 'Of an `error`: what was wrong; null of all others.',
  })
  error!: ActivityErrorResponse | null;

  @BooleanProperty({
    nullable: true,
    description: 'Of a `removed`: whether its data was deleted too; null of all others.',
  })
  deletedData!: boolean | null;
}

export class ActivityListResponse implements ActivityListDto {
  @ApiProperty({ type: [ActivityEntryResponse], description: 'The latest first.' })
  entries!: ActivityEntryResponse[];

  @TextProperty({
    nullable: true,
    description: '`cursor` of the page behind this one; null where there is none.',
  })
  nextCursor!: string | null;
}

export class ActivityQueryDto implements ActivityQuery {
  @TextProperty({ required: false, description: 'Only entries of this download.' })
  @IfGiven()
  @Matches(/^[0-9a-f]{40}$/)
  downloadId?: string;

  @ChoiceProperty('ActivityKind', ACTIVITY_KINDS, {
    required: false,
    description: 'Only entries of this kind.',
  })
  @IfGiven()
  @IsIn(ACTIVITY_KINDS)
  kind?: ActivityKind;

  @TextProperty({
    required: false,
    description: 'Only entries with this text in the name of the download, letters in either case.',
  })
  @IfGiven()
  @IsString()
  @MaxLength(LONGEST_ACTIVITY_SEARCH)
  search?: string;

  @ApiProperty({
    type: 'integer',
    minimum: 1,
    maximum: LARGEST_ACTIVITY_PAGE,
    default: 100,
    required: false,
    description: 'Entries of a page at most.',
  })
  @IfGiven()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(LARGEST_ACTIVITY_PAGE)
  limit?: number;

  @TextProperty({ required: false, description: '`nextCursor` of the page before.' })
  @IfGiven()
  @Matches(/^\d{1,15}$/)
  cursor?: string;
}
