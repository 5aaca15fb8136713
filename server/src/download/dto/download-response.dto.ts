import { ApiProperty } from '@nestjs/swagger';
import {
  DOWNLOAD_ERROR_CODES,
  DOWNLOAD_STATES,
  FILE_PRIORITIES,
  PEER_ENCRYPTIONS,
  PEER_SOURCES,
  type DownloadDto,
  type DownloadErrorCode,
  type DownloadErrorDto,
  type DownloadFileDto,
  type DownloadListDto,
  type DownloadMoveDto,
  type DownloadPeerDto,
  type DownloadPiecesDto,
  type DownloadState,
  type FilePriority,
  type PeerEncryption,
  type PeerSource,
  type QueueMovesDto,
  type QueuePlaceDto,
  type StreamPosition,
} from '@shared/dto/download.js';
import {
  BooleanProperty,
  ChoiceProperty,
  FractionProperty,
  IntegerProperty,
  NumberProperty,
  RateLimitProperty,
  TextListProperty,
  TextProperty,
  TimeProperty,
} from '../../openapi/properties.ts';

export class DownloadErrorResponse implements DownloadErrorDto {
  @ChoiceProperty('DownloadErrorCode', DOWNLOAD_ERROR_CODES)
  code!: DownloadErrorCode;

  @TextProperty({ description: 'What is wrong and what to do.' })
  message!: string;
}

export class DownloadMoveResponse implements DownloadMoveDto {
  @TextProperty({ description: 'Where the files go.' })
  directory!: string;

  @FractionProperty({ description: 'Of the bytes that stand there.' })
  progress!: number;

  @BooleanProperty({ description: 'It was cancelled: the files go back.' })
  returning!: boolean;
}

export class DownloadResponse implements DownloadDto {
  @TextProperty()
  id!: string;

  @TextProperty()
  name!: string;

  @ChoiceProperty('DownloadState', DOWNLOAD_STATES)
  state!: DownloadState;

  @ApiProperty({ type: DownloadErrorResponse, nullable: true })
  error!: DownloadErrorResponse | null;

  @FractionProperty({ description: 'Of the wanted bytes; while checking, of the check.' })
  progress!: number;

  @IntegerProperty()
  totalBytes!: number;

  @IntegerProperty()
  wantedBytes!: number;

  @IntegerProperty({ description: 'Wanted bytes that are verified and on the disk.' })
  completedBytes!: number;

  @IntegerProperty({ description: 'Payload received since it was added.' })
  downloadedBytes!: number;

  @IntegerProperty({ description: 'Payload sent since it was added.' })
  uploadedBytes!: number;

  @IntegerProperty({ description: 'Bytes per second.' })
  downloadRate!: number;

  @IntegerProperty({ description: 'Bytes per second.' })
  uploadRate!: number;

  @NumberProperty({ nullable: true })
  ratio!: number | null;

  @NumberProperty({ nullable: true, description: 'Seconds; null where it cannot be said.' })
  etaSeconds!: number | null;

  @IntegerProperty()
  peers!: number;

  @IntegerProperty()
  seeds!: number;

  @IntegerProperty({ nullable: true })
  peersInSwarm!: number | null;

  @IntegerProperty({ nullable: true })
  seedsInSwarm!: number | null;

  @TextProperty({
    description: 'The folder that it belongs into; while it moves, the one that it goes to.',
  })
  directory!: string;

  @TextProperty({
    nullable: true,
    description: 'Where its files lie until it is complete; null where they lie in `directory`.',
  })
  incompleteDirectory!: string | null;

  @ApiProperty({ type: DownloadMoveResponse, nullable: true })
  move!: DownloadMoveResponse | null;

  @TextListProperty()
  tags!: string[];

  @TextProperty({ nullable: true })
  category!: string | null;

  @BooleanProperty()
  sequential!: boolean;

  @BooleanProperty()
  firstLastPieces!: boolean;

  @BooleanProperty()
  superSeeding!: boolean;

  @RateLimitProperty()
  downloadLimit!: number | null;

  @RateLimitProperty()
  uploadLimit!: number | null;

  @IntegerProperty({ description: 'Place in the queue, from 1, among all downloads.' })
  queuePosition!: number;

  @BooleanProperty({ description: 'Runs whatever the limits of the queue are.' })
  forceStart!: boolean;

  @TimeProperty()
  addedAt!: string;

  @TimeProperty({ nullable: true })
  completedAt!: string | null;
}

export class QueuePlaceResponse implements QueuePlaceDto {
  @TextProperty()
  id!: string;

  @IntegerProperty()
  queuePosition!: number;
}

export class QueueMovesResponse implements QueueMovesDto {
  @ApiProperty({ type: [QueuePlaceResponse] })
  moves!: QueuePlaceResponse[];
}

export class StreamPositionResponse implements StreamPosition {
  @TextProperty({ description: 'Names one run of the server.' })
  boot!: string;

  @IntegerProperty({ description: 'Counts the facts of the event stream.' })
  sequence!: number;
}

export class DownloadListResponse implements DownloadListDto {
  @ApiProperty({ type: [DownloadResponse] })
  items!: DownloadResponse[];

  @IntegerProperty({ description: 'How many match, before paging.' })
  total!: number;

  @ApiProperty({ type: StreamPositionResponse })
  position!: StreamPositionResponse;
}

export class DownloadFileResponse implements DownloadFileDto {
  @IntegerProperty()
  index!: number;

  @TextProperty()
  path!: string;

  @IntegerProperty()
  bytes!: number;

  @IntegerProperty()
  completedBytes!: number;

  @FractionProperty()
  progress!: number;

  @ChoiceProperty('FilePriority', FILE_PRIORITIES)
  priority!: FilePriority;
}

export class DownloadPeerResponse implements DownloadPeerDto {
  @TextProperty({ example: '192.0.2.1:51413' })
  id!: string;

  @TextProperty()
  address!: string;

  @IntegerProperty()
  port!: number;

  @TextProperty()
  client!: string;

  @ChoiceProperty('PeerSource', PEER_SOURCES)
  source!: PeerSource;

  @BooleanProperty()
  incoming!: boolean;

  @ChoiceProperty('PeerEncryption', PEER_ENCRYPTIONS)
  encryption!: PeerEncryption;

  @FractionProperty()
  progress!: number;

  @IntegerProperty()
  downloadRate!: number;

  @IntegerProperty()
  uploadRate!: number;

  @IntegerProperty()
  downloadedBytes!: number;

  @IntegerProperty()
  uploadedBytes!: number;

  @BooleanProperty({ description: 'We want something that the peer has.' })
  interested!: boolean;

  @BooleanProperty({ description: 'The peer does not let us have it.' })
  choked!: boolean;

  @BooleanProperty({ description: 'The peer wants something of ours.' })
  peerInterested!: boolean;

  @BooleanProperty({ description: 'We do not let the peer have it.' })
  peerChoked!: boolean;

  @BooleanProperty()
  snubbed!: boolean;

  @BooleanProperty()
  optimistic!: boolean;
}

export class DownloadPiecesResponse implements DownloadPiecesDto {
  @IntegerProperty()
  count!: number;

  @TextProperty({ description: 'Base64 of a bitfield (BEP 3): one bit a piece that is had.' })
  have!: string;
}
