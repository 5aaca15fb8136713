/** The facts of the event stream, as the AsyncAPI document describes them. */
import { ApiProperty } from '@nestjs/swagger';
import { DOWNLOAD_STATES, type DownloadState, type StreamPosition } from '@shared/dto/download.js';
import type { FactEvents } from '@shared/events/stream.js';
import {
  DownloadResponse,
  QueuePlaceResponse,
  StreamPositionResponse,
} from '../download/dto/download-response.dto.ts';
import { DownloadErrorResponse } from '../openapi/download-error.dto.ts';
import {
  BooleanProperty,
  ChoiceProperty,
  FractionProperty,
  TextProperty,
  TimeProperty,
} from '../openapi/properties.ts';
import { SettingsResponse } from '../settings/dto/settings.dto.ts';

const METADATA_ENDS = ['done', 'failed'] as const;
const NOTICE_LEVELS = ['info', 'warning', 'error'] as const;

/** A fact that says nothing more than its name. */
export class FactEvent {
  @ApiProperty({ type: StreamPositionResponse, description: 'Place of this fact in the stream.' })
  position!: StreamPosition;
}

class DownloadFactEvent extends FactEvent {
  @TextProperty({ description: 'Id of the download.' })
  id!: string;
}

export class DownloadEvent
  extends FactEvent
  implements Payload<'download:added'>, Payload<'download:updated'>
{
  @ApiProperty({ type: DownloadResponse, description: 'The whole of it, as it is now.' })
  download!: DownloadResponse;
}
type Payload<Name extends keyof FactEvents> = FactEvents[Name];

export class DownloadStateEvent extends DownloadFactEvent implements Payload<'download:state'> {
  @ChoiceProperty('DownloadState', DOWNLOAD_STATES, { description: 'What it does now.' })
  state!: DownloadState;

  @ChoiceProperty('DownloadState', DOWNLOAD_STATES, { description: 'What it did before.' })
  previous!: DownloadState;

  @ApiProperty({
    type: DownloadErrorResponse,
    nullable: true,
    description: 'Why it is in state `error`; null in any other.',
  })
  error!: DownloadErrorResponse | null;

  @FractionProperty({ description: 'Of the wanted bytes; while checking, of the check.' })
  progress!: number;
}

export class QueueMovedEvent extends FactEvent implements Payload<'queue:moved'> {
  @ApiProperty({
    type: [QueuePlaceResponse],
    description: 'Where the moved ones stand now; the others keep their order around them.',
  })
  moves!: QueuePlaceResponse[];
}

export class DownloadCompletedEvent
  extends DownloadFactEvent
  implements Payload<'download:completed'>
{
  @TimeProperty({ description: 'When the last wanted piece was verified.' })
  completedAt!: string;
}

export class DownloadRemovedEvent extends DownloadFactEvent implements Payload<'download:removed'> {
  @BooleanProperty({ description: 'Whether its data was deleted with it.' })
  deletedData!: boolean;
}

export class DownloadErrorEvent extends DownloadFactEvent implements Payload<'download:error'> {
  @ApiProperty({ type: DownloadErrorResponse, description: 'What is wrong and what to do.' })
  error!: DownloadErrorResponse;
}

export class TorrentMetadataFactEvent extends FactEvent implements Payload<'torrent:metadata'> {
  @TextProperty({ description: 'Id of the magnet link.' })
  id!: string;

  @TextProperty({
    description:
      'Id of its torrent: another one only where a link with a v2 hash alone meant a hybrid torrent.',
  })
  torrentId!: string;

  @ChoiceProperty('MetadataEnd', METADATA_ENDS, {
    description: '`done`: the torrent has its files now.',
  })
  state!: (typeof METADATA_ENDS)[number];

  @ApiProperty({
    type: DownloadErrorResponse,
    nullable: true,
    description: 'Why it failed; null where it did not.',
  })
  error!: DownloadErrorResponse | null;
}

export class SessionNoticeEvent extends FactEvent implements Payload<'session:notice'> {
  @ChoiceProperty('NoticeLevel', NOTICE_LEVELS, { description: 'How urgent it is.' })
  level!: (typeof NOTICE_LEVELS)[number];

  @TextProperty({ description: 'Stable name of what it is about.' })
  code!: string;

  @TextProperty({ description: 'A sentence for the user.' })
  message!: string;
}

export class SessionSettingsEvent extends FactEvent implements Payload<'session:settings'> {
  @ApiProperty({ type: SettingsResponse, description: 'All settings, as they are now.' })
  settings!: SettingsResponse;
}
