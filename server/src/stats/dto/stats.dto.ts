import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsISO8601 } from 'class-validator';
import {
  TRAFFIC_PERIODS,
  type AllTimeStatsDto,
  type CurrentStatsDto,
  type DownloadCountsDto,
  type SinceStartStatsDto,
  type StatsDto,
  type TrafficDto,
  type TrafficEntryDto,
  type TrafficHistoryDto,
  type TrafficHistoryQuery,
  type TrafficPeriod,
} from '@shared/dto/stats.js';
import { IfGiven } from '../../http/validators.ts';
import {
  ChoiceProperty,
  IntegerProperty,
  NumberProperty,
  TimeProperty,
} from '../../openapi/properties.ts';

class DownloadCountsResponse implements DownloadCountsDto {
  @IntegerProperty({ description: 'Magnet links that ask for their metadata.' })
  metadata!: number;

  @IntegerProperty({ description: 'Downloads whose files are looked through or prepared.' })
  checking!: number;

  @IntegerProperty({ description: 'Downloads that wait for their turn.' })
  queued!: number;

  @IntegerProperty({ description: 'Downloads that fetch.' })
  downloading!: number;

  @IntegerProperty({ description: 'Downloads that have all and share it.' })
  seeding!: number;

  @IntegerProperty({ description: 'Downloads that the user paused.' })
  paused!: number;

  @IntegerProperty({ description: 'Downloads that the user cancelled.' })
  cancelled!: number;

  @IntegerProperty({ description: 'Downloads that something keeps from running.' })
  error!: number;
}

class CurrentStatsResponse implements CurrentStatsDto {
  @IntegerProperty({ description: 'What all downloads fetch together.' })
  downloadRate!: number;

  @IntegerProperty({ description: 'What all downloads serve together.' })
  uploadRate!: number;

  @IntegerProperty({ description: 'Downloads that move something.' })
  activeDownloads!: number;

  @IntegerProperty({ description: 'All downloads.' })
  downloads!: number;

  @ApiProperty({ type: DownloadCountsResponse, description: 'All downloads by their state.' })
  downloadsByState!: DownloadCountsResponse;

  @IntegerProperty({ description: 'Peers that are connected.' })
  peers!: number;

  @IntegerProperty({
    nullable: true,
    description: 'Free in the folder that downloads go into; null where that cannot be told.',
  })
  freeBytes!: number | null;
}

class TrafficResponse implements TrafficDto {
  @IntegerProperty({ description: 'Payload that came, without what the protocol adds.' })
  downloadedBytes!: number;

  @IntegerProperty({ description: 'Payload that was sent, without what the protocol adds.' })
  uploadedBytes!: number;
}

class SinceStartStatsResponse extends TrafficResponse implements SinceStartStatsDto {
  @TimeProperty({ description: 'When the server started.' })
  startedAt!: string;

  @IntegerProperty({ description: 'How long the server has been running.' })
  seconds!: number;

  @NumberProperty({
    nullable: true,
    description: 'Uploaded by downloaded; null where nothing was downloaded.',
  })
  ratio!: number | null;
}

class AllTimeStatsResponse extends TrafficResponse implements AllTimeStatsDto {
  @TimeProperty({ description: 'When counting began.' })
  since!: string;

  @NumberProperty({
    nullable: true,
    description: 'Uploaded by downloaded; null where nothing was downloaded.',
  })
  ratio!: number | null;
}

export class StatsResponse implements StatsDto {
  @ApiProperty({ type: CurrentStatsResponse, description: 'As it is now.' })
  now!: CurrentStatsResponse;

  @ApiProperty({ type: SinceStartStatsResponse, description: 'Since the server started.' })
  sinceStart!: SinceStartStatsResponse;

  @ApiProperty({
    type: AllTimeStatsResponse,
    description: 'Since counting began, downloads that are removed by now included.',
  })
  allTime!: AllTimeStatsResponse;
}

class TrafficEntryResponse extends TrafficResponse implements TrafficEntryDto {
  @TimeProperty({ description: 'When the hour, day or month began, by UTC.' })
  startsAt!: string;
}

export class TrafficHistoryResponse implements TrafficHistoryDto {
  @ChoiceProperty('TrafficPeriod', TRAFFIC_PERIODS, { description: 'How long each entry is.' })
  period!: TrafficPeriod;

  @ApiProperty({
    type: [TrafficEntryResponse],
    description: 'The oldest first. Periods in which nothing was moved are left out.',
  })
  entries!: TrafficEntryResponse[];
}

export class TrafficHistoryQueryDto implements TrafficHistoryQuery {
  @ChoiceProperty('TrafficPeriod', TRAFFIC_PERIODS, { description: 'How long each entry is.' })
  @IsIn(TRAFFIC_PERIODS)
  period!: TrafficPeriod;

  @TimeProperty({ required: false, description: 'Periods that begin then or later.' })
  @IfGiven()
  @IsISO8601({ strict: true })
  from?: string;

  @TimeProperty({ required: false, description: 'Periods that begin before.' })
  @IfGiven()
  @IsISO8601({ strict: true })
  to?: string;
}
