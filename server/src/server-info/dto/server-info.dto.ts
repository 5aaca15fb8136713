import type { ServerInfoDto } from '@shared/dto/session.js';
import { IntegerProperty, TextListProperty, TextProperty } from '../../openapi/properties.ts';

export class ServerInfoResponse implements ServerInfoDto {
  @TextProperty({ description: 'Of Shoal.' })
  version!: string;

  @TextProperty({ description: 'Where downloads go when no folder is named.' })
  defaultDirectory!: string;

  @TextListProperty({ description: 'Folders that a download may be put into or below.' })
  allowedDirectories!: string[];

  @IntegerProperty({ nullable: true, description: 'Free in the default folder.' })
  freeBytes!: number | null;

  @IntegerProperty({
    nullable: true,
    description: 'TCP and UDP port for peers; null where it listens on none.',
  })
  peerPort!: number | null;
}
