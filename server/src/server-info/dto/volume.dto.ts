import { ApiProperty } from '@nestjs/swagger';
import {
  VOLUME_STATES,
  type VolumeDto,
  type VolumesDto,
  type VolumeState,
} from '@shared/dto/volume.js';
import {
  BooleanProperty,
  ChoiceProperty,
  IntegerProperty,
  TextProperty,
} from '../../openapi/properties.ts';

export class VolumeResponse implements VolumeDto {
  @TextProperty({ description: 'The folder, absolute.', example: '/srv/downloads' })
  path!: string;

  @BooleanProperty({ description: 'Whether downloads go there where nobody names a folder.' })
  isDefault!: boolean;

  @ChoiceProperty('VolumeState', VOLUME_STATES, {
    description: 'missing: its disk is not mounted. silent: the disk does not answer.',
  })
  state!: VolumeState;

  @IntegerProperty({
    nullable: true,
    description: 'Free on its disk, in bytes; null where that cannot be said.',
  })
  freeBytes!: number | null;

  @IntegerProperty({
    nullable: true,
    description: 'Size of its disk, in bytes; null where that cannot be said.',
  })
  totalBytes!: number | null;

  @IntegerProperty({ description: 'Downloads that lie in it or below.' })
  downloads!: number;

  @IntegerProperty({ description: 'What they have on the disk, in bytes.' })
  usedBytes!: number;
}

export class VolumesResponse implements VolumesDto {
  @ApiProperty({ type: [VolumeResponse], description: 'The default one first.' })
  items!: VolumeResponse[];
}
