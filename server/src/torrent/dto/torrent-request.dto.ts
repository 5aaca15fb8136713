import { IsString, MaxLength } from 'class-validator';
import {
  MAX_MAGNET_LINK_LENGTH,
  MAX_TORRENT_ADDRESS_LENGTH,
  type TorrentSourceRequest,
} from '@shared/dto/torrent.js';
import { IfGiven } from '../../http/validators.ts';
import { TextProperty } from '../../openapi/properties.ts';

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

  @TextProperty({
    required: false,
    description: 'A magnet link (BEP 9): its metadata is asked of peers from then on.',
    example: 'magnet:?xt=urn:btih:c12fe1c06bba254a9dc9f519b335aa7c1367a88a&dn=Reef',
  })
  @IfGiven()
  @IsString()
  @MaxLength(MAX_MAGNET_LINK_LENGTH)
  magnet?: string;
}
