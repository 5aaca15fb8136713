import { ApiProperty } from '@nestjs/swagger';
import type { TorrentDto, TorrentFileDto } from '@shared/dto/torrent.js';
import {
  BooleanProperty,
  IntegerProperty,
  TextListProperty,
  TextProperty,
  TiersProperty,
  TimeProperty,
} from '../../openapi/properties.ts';

export class TorrentFileResponse implements TorrentFileDto {
  @IntegerProperty({ description: "Place in the torrent's own list." })
  index!: number;

  @TextProperty({
    description: 'Relative to the download folder, made safe.',
    example: 'Reef/extras/a.mkv',
  })
  path!: string;

  @IntegerProperty({ description: 'Length of the file.' })
  bytes!: number;
}

export class TorrentResponse implements TorrentDto {
  @TextProperty({
    description: 'The v1 info hash, or the v2 hash cut to 20 bytes: 40 hex digits.',
    example: 'c12fe1c06bba254a9dc9f519b335aa7c1367a88a',
  })
  id!: string;

  @TextProperty({ description: "The torrent's own name, made safe.", example: 'Reef' })
  name!: string;

  @TextProperty({
    nullable: true,
    description: 'SHA-1 of the info dictionary: 40 hex digits. Null where it has none.',
  })
  infoHashV1!: string | null;

  @TextProperty({
    nullable: true,
    description: 'SHA-256 of the info dictionary: 64 hex digits. Null where it has none.',
  })
  infoHashV2!: string | null;

  @IntegerProperty({ description: 'All files together.' })
  totalBytes!: number;

  @IntegerProperty({ description: 'Length of every piece but the last.' })
  pieceLength!: number;

  @IntegerProperty({ description: 'How many pieces there are.' })
  pieceCount!: number;

  @BooleanProperty({ description: 'BEP 27: peers come from the trackers alone.' })
  private!: boolean;

  @TextProperty({ nullable: true, description: 'What its maker says about it.' })
  comment!: string | null;

  @TextProperty({ nullable: true, description: 'The program that made it.' })
  createdBy!: string | null;

  @TimeProperty({ nullable: true, description: 'When it was made, as its maker says.' })
  createdAt!: string | null;

  @TiersProperty({ description: 'BEP 12 tiers, in order of preference.' })
  trackers!: string[][];

  @TextListProperty({ description: 'Addresses of web servers that have the files.' })
  webSeeds!: string[];

  @ApiProperty({
    type: [TorrentFileResponse],
    description: 'Without padding files (BEP 47), which are never written.',
  })
  files!: TorrentFileResponse[];

  @TextListProperty({ description: 'What is odd about the file but not wrong.' })
  warnings!: string[];
}
