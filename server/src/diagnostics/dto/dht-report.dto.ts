import { ApiProperty } from '@nestjs/swagger';
import {
  DHT_FAMILIES,
  type DhtAnnouncesDto,
  type DhtFamilyDto,
  type DhtFamilyName,
  type DhtLookupsDto,
  type DhtRefusalsDto,
  type DhtReportDto,
  type DhtStoredDto,
  type DhtTrafficDto,
} from '@shared/dto/dht.js';
import {
  BooleanProperty,
  ChoiceProperty,
  IntegerProperty,
  TextProperty,
} from '../../openapi/properties.ts';

class DhtFamilyResponse implements DhtFamilyDto {
  @ChoiceProperty('DhtFamily', DHT_FAMILIES, { description: 'The kind of its addresses.' })
  family!: DhtFamilyName;

  @IntegerProperty({ description: 'Nodes that answered when they were asked last.' })
  nodes!: number;

  @IntegerProperty({ description: 'Nodes that wait for a place among them.' })
  replacements!: number;

  @TextProperty({ description: 'Own id, 40 digits of hex.' })
  nodeId!: string;

  @TextProperty({
    nullable: true,
    description: 'Own address as other nodes see it; null until enough of them agree.',
  })
  externalAddress!: string | null;

  @BooleanProperty({ description: 'Whether there are nodes to ask.' })
  isBootstrapped!: boolean;
}

class DhtLookupsResponse implements DhtLookupsDto {
  @IntegerProperty({ description: 'Searches that are under way.' })
  running!: number;

  @IntegerProperty({ description: 'Searches that are over.' })
  done!: number;

  @ApiProperty({
    type: 'number',
    nullable: true,
    description:
      'How many queries one after the other led to the closest nodes; null where there was no lookup yet.',
  })
  medianDepth!: number | null;
}

class DhtAnnouncesResponse implements DhtAnnouncesDto {
  @IntegerProperty({ description: 'Announces that are over.' })
  done!: number;

  @IntegerProperty({ description: 'Nodes that took them.' })
  stored!: number;
}

class DhtStoredResponse implements DhtStoredDto {
  @IntegerProperty({ description: 'Torrents that others announced here.' })
  torrents!: number;

  @IntegerProperty({ description: 'Their peers.' })
  peers!: number;

  @IntegerProperty({ description: 'Other things that nodes put here (BEP 44).' })
  items!: number;
}

class DhtTrafficResponse implements DhtTrafficDto {
  @IntegerProperty({ description: 'Queries of others.' })
  queriesIn!: number;

  @IntegerProperty({ description: 'Own queries.' })
  queriesOut!: number;

  @IntegerProperty({ description: 'Answers to own queries.' })
  answersIn!: number;

  @IntegerProperty({ description: 'Own queries that were not answered.' })
  timeouts!: number;

  @IntegerProperty({ description: 'Bytes that came.' })
  bytesIn!: number;

  @IntegerProperty({ description: 'Bytes that were sent.' })
  bytesOut!: number;
}

class DhtRefusalsResponse implements DhtRefusalsDto {
  @IntegerProperty({ description: 'Queries of those who ask too often.' })
  rateLimited!: number;

  @IntegerProperty({ description: 'Packets of those who are ignored for a while.' })
  blocked!: number;

  @IntegerProperty({ description: 'Packets that are none of the DHT.' })
  malformed!: number;

  @IntegerProperty({ description: 'Answers that nobody waited for.' })
  unasked!: number;

  @IntegerProperty({ description: 'Answers that did not fit into the upload limit.' })
  overBudget!: number;
}

export class DhtReportResponse implements DhtReportDto {
  @BooleanProperty({ description: 'Whether it asks and does not answer (BEP 43).' })
  readOnly!: boolean;

  @ApiProperty({ type: [DhtFamilyResponse], description: 'One for each kind of address.' })
  families!: DhtFamilyResponse[];

  @ApiProperty({ type: DhtLookupsResponse, description: 'Searches for peers.' })
  lookups!: DhtLookupsResponse;

  @ApiProperty({ type: DhtAnnouncesResponse, description: 'Announces of own downloads.' })
  announces!: DhtAnnouncesResponse;

  @ApiProperty({ type: DhtStoredResponse, description: 'What is kept for others.' })
  stored!: DhtStoredResponse;

  @ApiProperty({ type: DhtTrafficResponse, description: 'Since the start.' })
  traffic!: DhtTrafficResponse;

  @ApiProperty({ type: DhtRefusalsResponse, description: 'Packets that were not taken or sent.' })
  refused!: DhtRefusalsResponse;
}
