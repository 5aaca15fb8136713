import { ArrayMaxSize, ArrayNotEmpty, IsArray, IsIn, Matches } from 'class-validator';
import { WATCH_TABS, type WatchRequest, type WatchTab } from '@shared/events/stream.js';

export class WatchRequestDto implements WatchRequest {
  @Matches(/^[0-9a-f]{40}$/, { message: 'id must be 40 lower-case hex digits' })
  id!: string;

  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(WATCH_TABS.length)
  @IsIn(WATCH_TABS, { each: true })
  tabs!: WatchTab[];
}
