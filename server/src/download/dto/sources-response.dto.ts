import { ApiProperty } from '@nestjs/swagger';
import {
  ANNOUNCED_SOURCE_STATES,
  type AnnouncedSourceDto,
  type AnnouncedSourceState,
  type DownloadSourcesDto,
  type PeerSource,
  type PexSourceDto,
} from '@shared/dto/download.js';
import { SourceCountsProperty } from '../../openapi/metadata.dto.ts';
import {
  BooleanProperty,
  ChoiceProperty,
  IntegerProperty,
  TimeProperty,
} from '../../openapi/properties.ts';

export class AnnouncedSourceResponse implements AnnouncedSourceDto {
  @ChoiceProperty('AnnouncedSourceState', ANNOUNCED_SOURCE_STATES, {
    description: '`off`: switched off, not for a private torrent, or the download does not run.',
  })
  state!: AnnouncedSourceState;

  @TimeProperty({ nullable: true, description: 'Null where it was not asked yet.' })
  lastAnnounceAt!: string | null;

  @TimeProperty({ nullable: true, description: 'Null where it will not be asked.' })
  nextAnnounceAt!: string | null;

  @IntegerProperty({
    description: 'Addresses that it named since the download runs, each as often as it did.',
  })
  found!: number;
}

export class PexSourceResponse implements PexSourceDto {
  @BooleanProperty({ description: 'Whether peers are asked for others: of no private torrent.' })
  enabled!: boolean;

  @IntegerProperty({ description: 'Connected peers that tell of others.' })
  peers!: number;

  @IntegerProperty({ description: 'Addresses that they have named.' })
  found!: number;
}

export class DownloadSourcesResponse implements DownloadSourcesDto {
  @BooleanProperty({ description: 'BEP 27: its trackers alone name peers.' })
  private!: boolean;

  @ApiProperty({ type: AnnouncedSourceResponse, description: 'The DHT (BEP 5).' })
  dht!: AnnouncedSourceResponse;

  @ApiProperty({ type: AnnouncedSourceResponse, description: 'The local network (BEP 14).' })
  lsd!: AnnouncedSourceResponse;

  @ApiProperty({ type: PexSourceResponse, description: 'Peers that tell of others (BEP 11).' })
  pex!: PexSourceResponse;

  @SourceCountsProperty('Addresses that are remembered, by who named them first.')
  known!: Partial<Record<PeerSource, number>>;

  @SourceCountsProperty('The same of connected peers.')
  connected!: Partial<Record<PeerSource, number>>;
}
