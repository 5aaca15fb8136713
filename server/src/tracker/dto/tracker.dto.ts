import {
  TRACKER_STATES,
  type DownloadTrackerDto,
  type TrackerState,
} from '@shared/dto/download.js';
import {
  MAX_TRACKERS,
  MAX_TRACKER_URL_LENGTH,
  type UpdateTrackersRequest,
} from '@shared/dto/tracker.js';
import { IsTierList } from '../../http/validators.ts';
import {
  ChoiceProperty,
  IntegerProperty,
  TextProperty,
  TiersProperty,
  TimeProperty,
} from '../../openapi/properties.ts';

export class UpdateTrackersDto implements UpdateTrackersRequest {
  @TiersProperty({ description: 'In order of preference; http, https or udp.' })
  @IsTierList(MAX_TRACKERS, MAX_TRACKER_URL_LENGTH)
  tiers!: string[][];
}

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
