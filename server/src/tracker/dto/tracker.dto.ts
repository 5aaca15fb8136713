import { ApiProperty } from '@nestjs/swagger';
import {
  TRACKER_STATES,
  type DownloadTrackerDto,
  type TrackerState,
} from '@shared/dto/download.js';
import type {
  TrackerHostDto,
  TrackerHostsDto,
  TrackerReplacementDto,
  TrackerReplacementsDto,
} from '@shared/dto/tracker.js';
import {
  BooleanProperty,
  ChoiceProperty,
  IntegerProperty,
  TextProperty,
  TimeProperty,
} from '../../openapi/properties.ts';

export class TrackerResponse implements DownloadTrackerDto {
  @TextProperty({ description: 'Address that is announced to.' })
  url!: string;

  @IntegerProperty({ description: 'BEP 12: lower ones are asked first, from 0.' })
  tier!: number;

  @ChoiceProperty('TrackerState', TRACKER_STATES, { description: 'How the last announce went.' })
  state!: TrackerState;

  @TextProperty({
    nullable: true,
    description: 'Its failure or warning, or our account of a fault.',
  })
  message!: string | null;

  @IntegerProperty({
    nullable: true,
    description: 'Seeds in the swarm, as it tells; null where it did not.',
  })
  seeds!: number | null;

  @IntegerProperty({
    nullable: true,
    description: 'Peers in the swarm that have not everything, as it tells; null where it did not.',
  })
  leechers!: number | null;

  @IntegerProperty({ nullable: true, description: 'Peers in its last answer.' })
  peersReceived!: number | null;

  @IntegerProperty({ description: 'Announces that failed in a row.' })
  failures!: number;

  @TimeProperty({ nullable: true, description: 'When it was asked last; null where never.' })
  lastAnnounceAt!: string | null;

  @TimeProperty({ nullable: true, description: 'When it is asked next; null where not.' })
  nextAnnounceAt!: string | null;
}

export class TrackerHostResponse implements TrackerHostDto {
  @TextProperty({
    description: 'With its port where the addresses name one; empty for addresses that are none.',
    example: 'tracker.example.org:6969',
  })
  host!: string;

  @IntegerProperty({ description: 'Downloads that have a tracker there.' })
  downloads!: number;

  @IntegerProperty({ description: 'Trackers of downloads there whose last announce worked.' })
  working!: number;

  @IntegerProperty({ description: 'Those that are being asked.' })
  announcing!: number;

  @IntegerProperty({ description: 'Those that were not asked since their download started.' })
  idle!: number;

  @IntegerProperty({ description: 'Those whose last announce failed.' })
  error!: number;

  @IntegerProperty({
    description: 'Those that want no more announces, or whose address cannot be used.',
  })
  disabled!: number;

  @TextProperty({
    nullable: true,
    description: 'What one of them said that failed: the one that failed last.',
  })
  message!: string | null;

  @TimeProperty({ nullable: true, description: 'When one of them was asked last.' })
  lastAnnounceAt!: string | null;
}

export class TrackerHostsResponse implements TrackerHostsDto {
  @ApiProperty({
    type: [TrackerHostResponse],
    description: 'Those with the most downloads first.',
  })
  items!: TrackerHostResponse[];
}

export class TrackerChangeResponse {
  @TextProperty({ description: 'The address before.' })
  from!: string;

  @TextProperty({ nullable: true, description: 'The address after; null where it is removed.' })
  to!: string | null;
}

export class TrackerReplacementResponse implements TrackerReplacementDto {
  @TextProperty({ description: 'Of the download.' })
  id!: string;

  @BooleanProperty({ description: 'Whether it was changed, or would be.' })
  ok!: boolean;

  @ApiProperty({ type: [TrackerChangeResponse], description: 'The trackers that changed.' })
  changes!: TrackerChangeResponse[];

  @TextProperty({ required: false, description: 'Where it is not ok: a problem code.' })
  code?: string;

  @TextProperty({ required: false, description: 'Where it is not ok: a sentence.' })
  detail?: string;
}

export class TrackerReplacementsResponse implements TrackerReplacementsDto {
  @ApiProperty({
    type: [TrackerReplacementResponse],
    description:
      'Of the downloads that have such a tracker, and of those that were named and cannot be changed.',
  })
  results!: TrackerReplacementResponse[];
}
