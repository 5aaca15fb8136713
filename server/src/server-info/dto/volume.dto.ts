import { ApiProperty } from '@nestjs/swagger';
import { IsString, MaxLength, MinLength } from 'class-validator';
import {
  VOLUME_STATES,
  type FolderCheckDto,
  type FolderCheckRequest,
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

  @BooleanProperty({
    description: 'Whether downloads go there or below where nobody names a folder.',
  })
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
  @ApiProperty({
    type: [VolumeResponse],
    description: 'The one that the server was given for downloads first.',
  })
  items!: VolumeResponse[];
}

const LONGEST_PATH = 4_000;

export class FolderCheckRequestDto implements FolderCheckRequest {
  @TextProperty({ description: 'The folder, absolute.', example: '/srv/downloads/films' })
  @IsString()
  @MinLength(1)
  @MaxLength(LONGEST_PATH)
  directory!: string;
}

export class FolderCheckResponse implements FolderCheckDto {
  @TextProperty({ description: 'The folder, absolute.', example: '/srv/downloads/films' })
  directory!: string;

  @BooleanProperty({
    description: 'Whether downloads may go there. Of other folders nothing else is told.',
  })
  isAllowed!: boolean;

  @BooleanProperty({ description: 'Whether it is there. Else the first download makes it.' })
  exists!: boolean;

  @BooleanProperty({
    description: 'Whether a file could be written and read back, there or where it would be made.',
  })
  isWritable!: boolean;

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

  @TextProperty({
    nullable: true,
    description: 'Why downloads cannot go there, in a sentence; null where they can.',
  })
  problem!: string | null;
}
