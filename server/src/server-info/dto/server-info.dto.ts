import type { ServerInfoDto } from '@shared/dto/session.js';
import { IntegerProperty, TextListProperty, TextProperty } from '../../openapi/properties.ts';

export class ServerInfoResponse implements ServerInfoDto {
  @TextProperty()
  version!: string;

  @TextProperty({ description: 'Where downloads go when no folder is named.' })
  defaultDirectory!: string;

  @TextListProperty({ description: 'Folders that a download may be put into or below.' })
  allowedDirectories!: string[];

  @IntegerProperty({ nullable: true, description: 'Free in the default folder.' })
  freeBytes!: number | null;

  @IntegerProperty({ nullable: true })
  peerPort!: number | null;
}
