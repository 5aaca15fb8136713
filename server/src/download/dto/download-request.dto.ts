import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
} from 'class-validator';
import {
  DOWNLOAD_SORT_FIELDS,
  FILE_PRIORITIES,
  QUEUE_MOVES,
  type DownloadListQuery,
  type DownloadSortField,
  type FilePriority,
  type FileSelection,
  type MoveDownloadRequest,
  type MoveInQueueRequest,
  type QueueMove,
  type RenameFileRequest,
  type RenameFolderRequest,
  type StartDownloadRequest,
  type UpdateDownloadRequest,
} from '@shared/dto/download.js';
import {
  IfGiven,
  IfGivenAndNotNull,
  IsFileSelections,
  IsRateLimit,
} from '../../http/validators.ts';
import {
  BooleanProperty,
  ChoiceProperty,
  IntegerProperty,
  RateLimitProperty,
  TextListProperty,
  TextProperty,
} from '../../openapi/properties.ts';
import { DownloadFilterDto } from './download-filter.dto.ts';

const MOST_FILES = 100_000;
const MOST_TAGS = 50;
const LONGEST_LABEL = 100;
const LONGEST_PATH = 4_000;
const LONGEST_NAME = 255;
const LARGEST_PAGE = 10_000;
const MOST_MOVED = 1_000_000;
const ID = /^[0-9a-f]{40}$/;

export class FileSelectionDto implements FileSelection {
  @IntegerProperty({ description: "Place in the torrent's own list, from 0." })
  index!: number;

  @ChoiceProperty('FilePriority', FILE_PRIORITIES, { description: '`skip` does not fetch it.' })
  priority!: FilePriority;
}

const optional = { required: false } as const;

/** What may be said at the start and changed later. */
class DownloadOptionsDto {
  @BooleanProperty({ ...optional, description: 'Fetch pieces in order.' })
  @IfGiven()
  @IsBoolean()
  sequential?: boolean;

  @BooleanProperty({
    ...optional,
    description: 'Whether it runs whatever the limits of the queue are.',
  })
  @IfGiven()
  @IsBoolean()
  forceStart?: boolean;

  @BooleanProperty({
    ...optional,
    description: 'The first and the last hundredth of every file come before all else.',
  })
  @IfGiven()
  @IsBoolean()
  firstLastPieces?: boolean;

  @BooleanProperty({
    ...optional,
    description: 'BEP 16: while seeding, each peer is shown a few pieces at a time.',
  })
  @IfGiven()
  @IsBoolean()
  superSeeding?: boolean;

  @ApiProperty({
    type: [FileSelectionDto],
    ...optional,
    description:
      'Files and their priorities. At the start, files that are not named are `normal`; later they keep theirs.',
  })
  @IfGiven()
  @IsFileSelections(MOST_FILES)
  files?: FileSelectionDto[];
}

export class StartDownloadDto extends DownloadOptionsDto implements StartDownloadRequest {
  @TextProperty({ description: 'From an upload.' })
  @Matches(ID, { message: 'torrentId must be 40 lower-case hex digits' })
  torrentId!: string;

  @TextProperty({ ...optional, description: 'Absolute, below an allowed folder.' })
  @IfGiven()
  @IsString()
  @MinLength(1)
  @MaxLength(LONGEST_PATH)
  directory?: string;

  @BooleanProperty({ ...optional, description: 'Add it paused.' })
  @IfGiven()
  @IsBoolean()
  paused?: boolean;

  @TextListProperty({ ...optional, description: 'Labels of your own.' })
  @IfGiven()
  @IsArray()
  @ArrayMaxSize(MOST_TAGS)
  @IsString({ each: true })
  @MinLength(1, { each: true })
  @MaxLength(LONGEST_LABEL, { each: true })
  tags?: string[];

  @TextProperty({ ...optional, description: 'The one category that it belongs to.' })
  @IfGiven()
  @IsString()
  @MinLength(1)
  @MaxLength(LONGEST_LABEL)
  category?: string;
}

export class MoveInQueueDto implements MoveInQueueRequest {
  @TextListProperty({ description: 'Ids of downloads. They keep their order among themselves.' })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_MOVED)
  @Matches(ID, { each: true, message: 'ids must be ids of downloads' })
  ids!: string[];

  @ChoiceProperty('QueueMove', QUEUE_MOVES, { description: 'Where to.' })
  @IsIn(QUEUE_MOVES)
  move!: QueueMove;
}

export class MoveDownloadDto implements MoveDownloadRequest {
  @TextProperty({ description: 'Absolute, below an allowed folder.' })
  @IsString()
  @MinLength(1)
  @MaxLength(LONGEST_PATH)
  directory!: string;
}

export class RenameFileDto implements RenameFileRequest {
  @TextProperty({
    description:
      "The whole path, which begins with the root folder's name. It is made safe by the rule for torrents' names.",
  })
  @IsString()
  @MinLength(1)
  @MaxLength(LONGEST_PATH)
  path!: string;
}

export class RenameFolderDto extends RenameFileDto implements RenameFolderRequest {
  @TextProperty({ description: "The folder as it is now, from the root folder's name on." })
  @IsString()
  @MinLength(1)
  @MaxLength(LONGEST_PATH)
  folder!: string;
}

export class UpdateDownloadDto extends DownloadOptionsDto implements UpdateDownloadRequest {
  @TextProperty({
    ...optional,
    description:
      "Its root folder or single file is renamed on the disk with it. Made safe by the rule for torrents' names.",
  })
  @IfGiven()
  @IsString()
  @MinLength(1)
  @MaxLength(LONGEST_NAME)
  name?: string;

  @ApiProperty({
    type: 'integer',
    minimum: 1,
    description: 'Its place in the queue, from 1; beyond the end is the end.',
    ...optional,
  })
  @IfGiven()
  @IsInt()
  @Min(1)
  @Max(MOST_MOVED)
  queuePosition?: number;

  @TextListProperty({
    ...optional,
    description: 'Labels of your own: these replace those that it has.',
  })
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
    description: 'The one category that it belongs to; null takes it out of its own.',
  })
  @IfGivenAndNotNull()
  @IsString()
  @MinLength(1)
  @MaxLength(LONGEST_LABEL)
  category?: string | null;

  @RateLimitProperty(optional)
  @IfGivenAndNotNull()
  @IsRateLimit()
  downloadLimit?: number | null;

  @RateLimitProperty(optional)
  @IfGivenAndNotNull()
  @IsRateLimit()
  uploadLimit?: number | null;
}

export class DownloadListQueryDto extends DownloadFilterDto implements DownloadListQuery {
  @ChoiceProperty('DownloadSortField', DOWNLOAD_SORT_FIELDS, {
    ...optional,
    description: 'The field that decides the order.',
  })
  @IfGiven()
  @IsIn(DOWNLOAD_SORT_FIELDS)
  sort?: DownloadSortField;

  @ApiProperty({ enum: ['asc', 'desc'], ...optional, description: 'Rising or falling.' })
  @IfGiven()
  @IsIn(['asc', 'desc'])
  order?: 'asc' | 'desc';

  @ApiProperty({
    type: 'integer',
    minimum: 1,
    maximum: LARGEST_PAGE,
    default: 1000,
    ...optional,
    description: 'How many of them at most.',
  })
  @IfGiven()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(LARGEST_PAGE)
  limit?: number;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    default: 0,
    ...optional,
    description: 'How many to pass over first.',
  })
  @IfGiven()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  offset?: number;
}

export class RemoveDownloadQueryDto {
  @ApiProperty({
    enum: ['true', 'false'],
    default: 'false',
    ...optional,
    description: '`true` deletes the files of the download too.',
  })
  @IfGiven()
  @IsIn(['true', 'false'])
  deleteData?: 'true' | 'false';
}
