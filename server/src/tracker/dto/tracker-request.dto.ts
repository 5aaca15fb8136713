import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsInt,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
} from 'class-validator';
import {
  MAX_TRACKER_DOWNLOADS,
  MAX_TRACKER_URL_LENGTH,
  MAX_TRACKERS,
  type AddTrackersRequest,
  type EditTrackerRequest,
  type ReplaceTrackersRequest,
  type TrackerQuery,
  type UpdateTrackersRequest,
} from '@shared/dto/tracker.js';
import { IfGiven, IfNotNull, IsTierList } from '../../http/validators.ts';
import {
  BooleanProperty,
  IntegerProperty,
  TextListProperty,
  TextProperty,
  TiersProperty,
} from '../../openapi/properties.ts';

const ID = /^[0-9a-f]{40}$/;
const optional = { required: false } as const;

export class UpdateTrackersDto implements UpdateTrackersRequest {
  @TiersProperty({ description: 'In order of preference; http, https or udp.' })
  @IsTierList(MAX_TRACKERS, MAX_TRACKER_URL_LENGTH)
  tiers!: string[][];
}

export class AddTrackersDto implements AddTrackersRequest {
  @TextListProperty({
    description: 'http, https or udp. Those that the download has already stay where they are.',
  })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_TRACKERS)
  @IsString({ each: true })
  @MinLength(1, { each: true })
  @MaxLength(MAX_TRACKER_URL_LENGTH, { each: true })
  urls!: string[];

  @IntegerProperty({
    ...optional,
    description:
      'The tier that they join, from 0. A new one behind all others where it is left out or there is none of this number.',
  })
  @IfGiven()
  @IsInt()
  @Min(0)
  @Max(MAX_TRACKERS)
  tier?: number;
}

export class EditTrackerDto implements EditTrackerRequest {
  @TextProperty({ description: 'The tracker, as the download has it.' })
  @IsString()
  @MaxLength(MAX_TRACKER_URL_LENGTH)
  url!: string;

  @TextProperty({ ...optional, description: 'Its new address; http, https or udp.' })
  @IfGiven()
  @IsString()
  @MinLength(1)
  @MaxLength(MAX_TRACKER_URL_LENGTH)
  newUrl?: string;

  @IntegerProperty({
    ...optional,
    description: 'The tier that it goes to, from 0, by the numbers of the list before the change.',
  })
  @IfGiven()
  @IsInt()
  @Min(0)
  @Max(MAX_TRACKERS)
  tier?: number;
}

export class TrackerQueryDto implements TrackerQuery {
  @TextProperty({ description: 'The tracker, as the download has it.' })
  @IsString()
  @MinLength(1)
  @MaxLength(MAX_TRACKER_URL_LENGTH)
  url!: string;
}

export class ReplaceTrackersDto implements ReplaceTrackersRequest {
  @TextProperty({
    description: 'Part of an address, letter for letter: a host, a passkey, or the whole.',
    example: 'tracker.example.org',
  })
  @IsString()
  @MinLength(1)
  @MaxLength(MAX_TRACKER_URL_LENGTH)
  find!: string;

  @TextProperty({
    nullable: true,
    description: 'What stands in its place; null removes the trackers that have it.',
    example: 'tracker.example.net',
  })
  @IfNotNull()
  @IsString()
  @MaxLength(MAX_TRACKER_URL_LENGTH)
  replace!: string | null;

  @TextListProperty({
    ...optional,
    description: 'Only in these downloads; in all where it is left out.',
  })
  @IfGiven()
  @IsArray()
  @ArrayMaxSize(MAX_TRACKER_DOWNLOADS)
  @Matches(ID, { each: true, message: 'ids must be 40 lower-case hex digits each' })
  ids?: string[];

  @BooleanProperty({ ...optional, description: 'Only tells what would change.' })
  @IfGiven()
  @IsBoolean()
  dryRun?: boolean;
}
