import { ApiProperty } from '@nestjs/swagger';
import type { DownloadErrorDto } from '@shared/dto/download.js';
import {
  METADATA_STATES,
  type MetadataState,
  type TorrentDto,
  type TorrentFileDto,
  type TorrentMetadataDto,
} from '@shared/dto/torrent.js';
import { DownloadErrorResponse } from '../../openapi/download-error.dto.ts';
import { MetadataProgressResponse } from '../../openapi/metadata.dto.ts';
import {
  BooleanProperty,
  ChoiceProperty,
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

export class TorrentMetadataResponse
  extends MetadataProgressResponse
  implements TorrentMetadataDto
{
  @ChoiceProperty('MetadataState', METADATA_STATES, {
    description: '`failed`: what came cannot be taken, and nothing more is asked for.',
  })
  state!: MetadataState;

  @ApiProperty({
    type: DownloadErrorResponse,
    nullable: true,
    description: 'Why it failed; null where it did not.',
  })
  error!: DownloadErrorDto | null;
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

  @TextListProperty({ description: 'What is odd about the file or the link but not wrong.' })
  warnings!: string[];

  @TextProperty({
    nullable: true,
    description: 'The magnet link that it came by; null where it came as a file.',
    example: 'magnet:?xt=urn:btih:c12fe1c06bba254a9dc9f519b335aa7c1367a88a&dn=Reef',
  })
  magnet!: string | null;

  @ApiProperty({
    type: TorrentMetadataResponse,
    nullable: true,
    description:
      'How far peers are asked for the metadata of the link; until it is there, there are no files and the sizes ' +
      'are 0. Null: the torrent is whole.',
  })
  metadata!: TorrentMetadataResponse | null;

  @ApiProperty({
    type: 'array',
    items: { type: 'integer', minimum: 0 },
    nullable: true,
    description: 'Indices of the files that the link chooses (BEP 53); null where it chooses none.',
  })
  selectedFiles!: number[] | null;
}
