import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, ArrayNotEmpty, IsArray, IsIn } from 'class-validator';
import { PUBLIC_EVENT_NAMES, type PublicEventName } from '@shared/events/stream.js';
import { IfGiven } from '../../http/validators.ts';

export class EventQueryDto {
  @ApiProperty({
    enum: [...PUBLIC_EVENT_NAMES],
    enumName: 'EventName',
    isArray: true,
    required: false,
    description:
      'Only these events, separated by commas; all by default. `session:hello` and `session:reload` always come.',
    example: ['download:completed', 'download:error'],
  })
  @IfGiven()
  @Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' ? value.split(',') : value,
  )
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(PUBLIC_EVENT_NAMES.length)
  @IsIn(PUBLIC_EVENT_NAMES, { each: true })
  types?: PublicEventName[];
}
