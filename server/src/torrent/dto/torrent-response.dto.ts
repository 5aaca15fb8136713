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

  @TextProperty({ description: 'Relative to the download folder, made safe.' })
  path!: string;

  @IntegerProperty()
  bytes!: number;
}

export class TorrentResponse implements TorrentDto {
  @TextProperty({ description: 'The v1 info hash, or the v2 hash cut to 20 bytes: 40 hex digits.' })
  id!: string;

  @TextProperty()
  name!: string;

  @TextProperty({ nullable: true })
  infoHashV1!: string | null;

  @TextProperty({ nullable: true })
  infoHashV2!: string | null;

  @IntegerProperty()
  totalBytes!: number;

  @IntegerProperty()
  pieceLength!: number;

  @IntegerProperty()
  pieceCount!: number;

  @BooleanProperty({ description: 'BEP 27: peers come from the trackers alone.' })
  private!: boolean;

  @TextProperty({ nullable: true })
  comment!: string | null;

  @TextProperty({ nullable: true })
  createdBy!: string | null;

  @TimeProperty({ nullable: true })
  createdAt!: string | null;

  @TiersProperty()
  trackers!: string[][];

  @TextListProperty()
  webSeeds!: string[];

  @ApiProperty({ type: [TorrentFileResponse] })
  files!: TorrentFileResponse[];

  @TextListProperty({ description: 'What is odd about the file but not wrong.' })
  warnings!: string[];
}
