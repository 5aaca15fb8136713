/** How far the metadata of a magnet link is: of a torrent, and of a download. */
import { ApiProperty } from '@nestjs/swagger';
import type { MetadataProgressDto, PeerSource } from '@shared/dto/download.js';
import { IntegerProperty } from './properties.ts';

/** A count for each source of peers that has one. */
export const SourceCountsProperty = (description: string): PropertyDecorator =>
  ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    description,
    example: { tracker: 12, dht: 40 },
  });

export class MetadataProgressResponse implements MetadataProgressDto {
  @IntegerProperty({
    nullable: true,
    description: 'Length of the metadata, as peers claim it; null until one did.',
  })
  totalBytes!: number | null;

  @IntegerProperty({ description: 'What of it has come.' })
  receivedBytes!: number;

  @IntegerProperty({ description: 'Connected peers.' })
  connected!: number;

  @IntegerProperty({ description: 'Connected peers that have the metadata to give.' })
  givers!: number;

  @SourceCountsProperty('Addresses of peers that were heard of, by who named them.')
  found!: Partial<Record<PeerSource, number>>;
}
