import { ApiProperty } from '@nestjs/swagger';
import { BAN_SOURCES, type BanDto, type BansDto, type BanSource } from '@shared/dto/peer.js';
import { ChoiceProperty, TextProperty, TimeProperty } from '../../openapi/properties.ts';

export class BanResponse implements BanDto {
  @TextProperty({ description: 'What it is lifted by.' })
  id!: string;

  @TextProperty({
    description: 'An address, or a network in CIDR notation.',
    example: '192.0.2.0/24',
  })
  network!: string;

  @ChoiceProperty('BanSource', BAN_SOURCES, {
    description:
      'user: of all downloads. bad-data: of one download, which it sent wrong bytes of a piece.',
  })
  source!: BanSource;

  @TextProperty({ nullable: true, description: 'What the user gave as the reason.' })
  reason!: string | null;

  @TextProperty({
    nullable: true,
    description: 'The download that keeps it out; null for all of them.',
  })
  downloadId!: string | null;

  @TimeProperty({ nullable: true, description: 'When the user banned it; null for bad-data.' })
  createdAt!: string | null;
}

export class BansResponse implements BansDto {
  @ApiProperty({
    type: [BanResponse],
    description: "The user's first, the oldest of them at the top; then those of downloads.",
  })
  items!: BanResponse[];
}
