import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import {
  ALTERNATIVE_MODES,
  ENCRYPTION_POLICIES,
  MOST_FREE_BYTES,
  MOST_SLOW_RATE,
  MOST_SLOW_SECONDS,
  PREALLOCATIONS,
  WEEKDAYS,
  type AlternativeMode,
  type EncryptionPolicy,
  type LimitScheduleDto,
  type Preallocation,
  type RateLimitsDto,
  type SettingName,
  type SettingsDefaultsDto,
  type SettingsDto,
  type SettingsValues,
  type UpdateSettingsRequest,
  type Weekday,
} from '@shared/dto/settings.js';
import { IfGiven, IfGivenAndNotNull, IfNotNull, IsRateLimit } from '../../http/validators.ts';
import {
  BooleanProperty,
  ChoiceProperty,
  IntegerProperty,
  RateLimitProperty,
  TextListProperty,
  TextProperty,
} from '../../openapi/properties.ts';

const TIME_OF_DAY = /^([01]\d|2[0-3]):[0-5]\d$/;
const TIME_MESSAGE = { message: '$property must be a time of day such as 08:30' };
const MOST_CONNECTIONS = 65_535;
const MOST_SLOTS = 1_000;
const MOST_ACTIVE = 1_000_000;
const ACTIVE = 'That run at the same time, slow ones not counted; null is any number.';
const ACTIVE_IN_ALL = 'Downloads and seeds together, slow ones too; null is any number.';
const MIN_FREE = 'Left free on each disk; what does not fit beside it waits. 0 leaves nothing.';

const SLOW_RATE =
  'Bytes per second below which a download or seed is slow: it takes no place of the queue. 0 counts all.';
const SLOW_AFTER = 'Seconds for which it must have been slow.';
const NEW_FIRST = 'Whether new downloads go to the top of the queue.';
const ENCRYPTION =
  'With peers, of connections to come: disabled is plaintext alone, allowed plaintext first, preferred encrypted first, required encrypted alone.';
const LSD = 'Whether peers are looked for in the local network.';
const PEX =
  'Whether peers tell us of others, and we them. Switched on, it holds for peers that connect from then on.';

const LONGEST_PATH = 4_000;
const DEFAULT_FOLDER =
  'Absolute, in an allowed folder: where downloads go if nobody names a folder. Null: the first allowed one.';
const INCOMPLETE =
  'Absolute, below an allowed folder: where the files of new downloads lie until they are complete. Null: where they belong.';
const PART_SUFFIX =
  'Whether files of new downloads are called `<name>.part` until they are complete.';
const ROOM =
  'How new downloads take the room for their files: as bytes come, as a hole of their whole length, or written with zeros first.';

const optional = { required: false } as const;
const slots = {
  nullable: true,
  description:
    'Peers that one download serves at a time; null lets it follow the speed of the link.',
};

export class RateLimitsFields implements RateLimitsDto {
  @RateLimitProperty()
  @IfNotNull()
  @IsRateLimit()
  downloadLimit!: number | null;

  @RateLimitProperty()
  @IfNotNull()
  @IsRateLimit()
  uploadLimit!: number | null;
}

export class LimitScheduleFields implements LimitScheduleDto {
  @ApiProperty({
    enum: [...WEEKDAYS],
    enumName: 'Weekday',
    isArray: true,
    description: 'Days that it begins on.',
  })
  @IsArray()
  @ArrayUnique()
  @IsIn(WEEKDAYS, { each: true })
  days!: Weekday[];

  @TextProperty({ example: '08:00', description: 'In the local time of the server.' })
  @Matches(TIME_OF_DAY, TIME_MESSAGE)
  from!: string;

  @TextProperty({ example: '20:00', description: 'Not after `from`: on the next day.' })
  @Matches(TIME_OF_DAY, TIME_MESSAGE)
  to!: string;
}

export class UpdateSettingsDto implements UpdateSettingsRequest {
  @RateLimitProperty(optional)
  @IfGivenAndNotNull()
  @IsRateLimit()
  downloadLimit?: number | null;

  @RateLimitProperty(optional)
  @IfGivenAndNotNull()
  @IsRateLimit()
  uploadLimit?: number | null;

  @ApiProperty({
    type: RateLimitsFields,
    ...optional,
    description: 'Hold in place of the others, as `alternativeMode` says.',
  })
  @IfGiven()
  @IsObject()
  @ValidateNested()
  @Type(() => RateLimitsFields)
  alternativeLimits?: RateLimitsFields;

  @ChoiceProperty('AlternativeMode', ALTERNATIVE_MODES, {
    ...optional,
    description: 'When the alternative limits hold: never, always, or by the schedule.',
  })
  @IfGiven()
  @IsIn(ALTERNATIVE_MODES)
  alternativeMode?: AlternativeMode;

  @ApiProperty({
    type: LimitScheduleFields,
    ...optional,
    description: 'When the alternative limits hold in mode `scheduled`.',
  })
  @IfGiven()
  @IsObject()
  @ValidateNested()
  @Type(() => LimitScheduleFields)
  schedule?: LimitScheduleFields;

  @BooleanProperty({
    ...optional,
    description: 'Whether the limits hold in the local network too.',
  })
  @IfGiven()
  @IsBoolean()
  limitLocalPeers?: boolean;

  @IntegerProperty({ ...optional, description: 'Peers of all downloads together.' })
  @IfGiven()
  @IsInt()
  @Min(1)
  @Max(MOST_CONNECTIONS)
  maxConnections?: number;

  @IntegerProperty({ ...optional, description: 'Peers of one download.' })
  @IfGiven()
  @IsInt()
  @Min(1)
  @Max(MOST_CONNECTIONS)
  maxConnectionsPerDownload?: number;

  @IntegerProperty({ ...optional, ...slots })
  @IfGivenAndNotNull()
  @IsInt()
  @Min(1)
  @Max(MOST_SLOTS)
  uploadSlots?: number | null;

  @IntegerProperty({
    ...optional,
    description: 'Peers that all downloads together serve at a time.',
  })
  @IfGiven()
  @IsInt()
  @Min(1)
  @Max(MOST_CONNECTIONS)
  maxUploadSlots?: number;

  @IntegerProperty({ ...optional, nullable: true, description: ACTIVE })
  @IfGivenAndNotNull()
  @IsInt()
  @Min(1)
  @Max(MOST_ACTIVE)
  maxActiveDownloads?: number | null;

  @IntegerProperty({ ...optional, nullable: true, description: ACTIVE })
  @IfGivenAndNotNull()
  @IsInt()
  @Min(1)
  @Max(MOST_ACTIVE)
  maxActiveSeeds?: number | null;

  @IntegerProperty({ ...optional, nullable: true, description: ACTIVE_IN_ALL })
  @IfGivenAndNotNull()
  @IsInt()
  @Min(1)
  @Max(MOST_ACTIVE)
  maxActive?: number | null;

  @IntegerProperty({ ...optional, description: SLOW_RATE })
  @IfGiven()
  @IsInt()
  @Min(0)
  @Max(MOST_SLOW_RATE)
  slowBytesPerSecond?: number;

  @IntegerProperty({ ...optional, description: SLOW_AFTER })
  @IfGiven()
  @IsInt()
  @Min(1)
  @Max(MOST_SLOW_SECONDS)
  slowAfterSeconds?: number;

  @BooleanProperty({ ...optional, description: NEW_FIRST })
  @IfGiven()
  @IsBoolean()
  newDownloadsFirst?: boolean;

  @ChoiceProperty('EncryptionPolicy', ENCRYPTION_POLICIES, { ...optional, description: ENCRYPTION })
  @IfGiven()
  @IsIn(ENCRYPTION_POLICIES)
  encryption?: EncryptionPolicy;

  @BooleanProperty({ ...optional, description: LSD })
  @IfGiven()
  @IsBoolean()
  lsd?: boolean;

  @BooleanProperty({ ...optional, description: PEX })
  @IfGiven()
  @IsBoolean()
  pex?: boolean;

  @IntegerProperty({ ...optional, description: MIN_FREE })
  @IfGiven()
  @IsInt()
  @Min(0)
  @Max(MOST_FREE_BYTES)
  minFreeBytes?: number;

  @TextProperty({ ...optional, nullable: true, description: DEFAULT_FOLDER })
  @IfGivenAndNotNull()
  @IsString()
  @MinLength(1)
  @MaxLength(LONGEST_PATH)
  defaultDirectory?: string | null;

  @TextProperty({ ...optional, nullable: true, description: INCOMPLETE })
  @IfGivenAndNotNull()
  @IsString()
  @MinLength(1)
  @MaxLength(LONGEST_PATH)
  incompleteDirectory?: string | null;

  @BooleanProperty({ ...optional, description: PART_SUFFIX })
  @IfGiven()
  @IsBoolean()
  partSuffix?: boolean;

  @ChoiceProperty('Preallocation', PREALLOCATIONS, { ...optional, description: ROOM })
  @IfGiven()
  @IsIn(PREALLOCATIONS)
  preallocation?: Preallocation;
}

export class SettingsValuesResponse extends RateLimitsFields implements SettingsValues {
  @ApiProperty({
    type: RateLimitsFields,
    description: 'Hold in place of the others, as `alternativeMode` says.',
  })
  alternativeLimits!: RateLimitsFields;

  @ChoiceProperty('AlternativeMode', ALTERNATIVE_MODES, {
    description: 'When the alternative limits hold: never, always, or by the schedule.',
  })
  alternativeMode!: AlternativeMode;

  @ApiProperty({
    type: LimitScheduleFields,
    description: 'When the alternative limits hold in mode `scheduled`.',
  })
  schedule!: LimitScheduleFields;

  @BooleanProperty({ description: 'Whether the limits hold in the local network too.' })
  limitLocalPeers!: boolean;

  @IntegerProperty({ description: 'Peers of all downloads together.' })
  maxConnections!: number;

  @IntegerProperty({ description: 'Peers of one download.' })
  maxConnectionsPerDownload!: number;

  @IntegerProperty(slots)
  uploadSlots!: number | null;

  @IntegerProperty({ description: 'Peers that all downloads together serve at a time.' })
  maxUploadSlots!: number;

  @IntegerProperty({ nullable: true, description: ACTIVE })
  maxActiveDownloads!: number | null;

  @IntegerProperty({ nullable: true, description: ACTIVE })
  maxActiveSeeds!: number | null;

  @IntegerProperty({ nullable: true, description: ACTIVE_IN_ALL })
  maxActive!: number | null;

  @IntegerProperty({ description: SLOW_RATE })
  slowBytesPerSecond!: number;

  @IntegerProperty({ description: SLOW_AFTER })
  slowAfterSeconds!: number;

  @BooleanProperty({ description: NEW_FIRST })
  newDownloadsFirst!: boolean;

  @ChoiceProperty('EncryptionPolicy', ENCRYPTION_POLICIES, { description: ENCRYPTION })
  encryption!: EncryptionPolicy;

  @BooleanProperty({ description: LSD })
  lsd!: boolean;

  @BooleanProperty({ description: PEX })
  pex!: boolean;

  @IntegerProperty({ description: MIN_FREE })
  minFreeBytes!: number;

  @TextProperty({ nullable: true, description: DEFAULT_FOLDER })
  defaultDirectory!: string | null;

  @TextProperty({ nullable: true, description: INCOMPLETE })
  incompleteDirectory!: string | null;

  @BooleanProperty({ description: PART_SUFFIX })
  partSuffix!: boolean;

  @ChoiceProperty('Preallocation', PREALLOCATIONS, { description: ROOM })
  preallocation!: Preallocation;
}

export class SettingsResponse extends SettingsValuesResponse implements SettingsDto {
  @TextListProperty({ description: 'Names of those that the server was started with.' })
  locked!: SettingName[];
}

export class SettingsDefaultsResponse implements SettingsDefaultsDto {
  @ApiProperty({
    type: SettingsValuesResponse,
    description: 'All settings as nobody changed them.',
  })
  values!: SettingsValuesResponse;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    description:
      'The variable that decides a setting where it is given at the start, by the name of the setting.',
    example: { downloadLimit: 'SHOAL_DOWNLOAD_LIMIT' },
  })
  variables!: Partial<Record<SettingName, string>>;
}
