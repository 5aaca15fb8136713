import { IsString, MaxLength } from 'class-validator';
import { MAX_TORRENT_ADDRESS_LENGTH, type TorrentSourceRequest } from '@shared/dto/torrent.js';
import { IfGiven } from '../../http/validators.ts';
import { TextProperty } from '../../openapi/properties.ts';

const LONGEST_MAGNET = 65_536;

export class TorrentSourceDto implements TorrentSourceRequest {
  @TextProperty({
    required: false,
    description: 'Address of a .torrent file, http or https: the server fetches it.',
    example: 'https://example.org/sample.torrent',
  })
  @IfGiven()
  @IsString()
  @MaxLength(MAX_TORRENT_ADDRESS_LENGTH)
  url?: string;

  @TextProperty({ required: false, description: 'A magnet link. Not understood yet.' })
  @IfGiven()
  @IsString()
  @MaxLength(LONGEST_MAGNET)
  magnet?: string;
}
