import { ApiProperty } from '@nestjs/swagger';
import {
  DOWNLOAD_STATES,
  FILE_PRIORITIES,
  PEER_ENCRYPTIONS,
  PEER_SOURCES,
  type DownloadDto,
  type DownloadFileDto,
  type DownloadIdsDto,
  type DownloadListDto,
  type DownloadMoveDto,
  type DownloadPeerDto,
  type DownloadAvailabilityDto,
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
import { DownloadErrorResponse } from '../../openapi/download-error.dto.ts';
import { MetadataProgressResponse } from '../../openapi/metadata.dto.ts';

export class DownloadMoveResponse implements DownloadMoveDto {
  @TextProperty({ description: 'Where the files go.' })
  directory!: string;

  @FractionProperty({ description: 'Of the bytes that stand there.' })
  progress!: number;

  @BooleanProperty({ description: 'It was cancelled: the files go back.' })
  returning!: boolean;
}

export class DownloadResponse implements DownloadDto {
  @TextProperty({
    description: '40 lower-case hex digits: the id of its torrent.',
    example: 'c12fe1c06bba254a9dc9f519b335aa7c1367a88a',
  })
  id!: string;

  @TextProperty({
    description: 'Name of the download and of its root folder or single file.',
    example: 'Reef',
  })
  name!: string;

  @ChoiceProperty('DownloadState', DOWNLOAD_STATES, { description: 'What it does at the moment.' })
  state!: DownloadState;

  @ApiProperty({
    type: DownloadErrorResponse,
    nullable: true,
    description: 'Why it is in state `error`; null in any other.',
  })
  error!: DownloadErrorResponse | null;

  @FractionProperty({ description: 'Of the wanted bytes; while checking, of the check.' })
  progress!: number;

  @IntegerProperty({ description: 'All files together, wanted or not.' })
  totalBytes!: number;

  @IntegerProperty({ description: 'The files that are not skipped, together.' })
  wantedBytes!: number;

  @IntegerProperty({ description: 'Wanted bytes that are verified and on the disk.' })
  completedBytes!: number;

  @IntegerProperty({ description: 'Payload received since it was added.' })
  downloadedBytes!: number;

  @IntegerProperty({ description: 'Payload sent since it was added.' })
  uploadedBytes!: number;

  @IntegerProperty({ description: 'Payload that is received.' })
  downloadRate!: number;

  @IntegerProperty({ description: 'Payload that is sent.' })
  uploadRate!: number;

  @NumberProperty({
    nullable: true,
    description: '`uploadedBytes` over `downloadedBytes`; null where nothing was downloaded.',
  })
  ratio!: number | null;

  @NumberProperty({
    nullable: true,
    description: 'Until all wanted files are complete; null where it cannot be said.',
  })
  etaSeconds!: number | null;

  @IntegerProperty({ description: 'Connected peers, seeds among them.' })
  peers!: number;

  @IntegerProperty({ description: 'Connected peers that have everything.' })
  seeds!: number;

  @IntegerProperty({
    nullable: true,
    description: 'Peers in the swarm, as its trackers tell; null where none did.',
  })
  peersInSwarm!: number | null;

  @IntegerProperty({
    nullable: true,
    description: 'Seeds in the swarm, as its trackers tell; null where none did.',
  })
  seedsInSwarm!: number | null;

  @TextProperty({
    description: 'The folder that it belongs into; while it moves, the one that it goes to.',
    example: '/srv/films',
  })
  directory!: string;

  @TextProperty({
    nullable: true,
    description: 'Where its files lie until it is complete; null where they lie in `directory`.',
  })
  incompleteDirectory!: string | null;

  @ApiProperty({
    type: DownloadMoveResponse,
    nullable: true,
    description: 'How far the move of its files is; null where they stand in their place.',
  })
  move!: DownloadMoveResponse | null;

  @TextListProperty({ description: 'Labels that the user gave it.' })
  tags!: string[];

  @TextProperty({
    nullable: true,
    description: 'The one category that it belongs to; null where it has none.',
  })
  category!: string | null;

  @BooleanProperty({ description: 'Pieces are fetched in order.' })
  sequential!: boolean;

  @BooleanProperty({
    description: 'The first and the last hundredth of every file come before all else.',
  })
  firstLastPieces!: boolean;

  @BooleanProperty({
    description: 'BEP 16: while it seeds, each peer is shown a few pieces at a time.',
  })
  superSeeding!: boolean;

  @RateLimitProperty()
  downloadLimit!: number | null;

  @RateLimitProperty()
  uploadLimit!: number | null;

  @IntegerProperty({ description: 'Place in the queue, from 1, among all downloads.' })
  queuePosition!: number;

  @BooleanProperty({ description: 'Runs whatever the limits of the queue are.' })
  forceStart!: boolean;

  @ApiProperty({
    type: MetadataProgressResponse,
    nullable: true,
    description:
      'Of a magnet link whose metadata is not there yet, how far that is: it has no files, and its sizes are 0. ' +
      'Null where the metadata is there.',
  })
  metadata!: MetadataProgressResponse | null;

  @TextListProperty({
    description:
      'The hosts of its trackers, with the port where one is named: lower case, each once, in the order of the ' +
      'alphabet. Nothing secret is in them, and the `tracker` of a query finds by them.',
    example: ['tracker.example.org:6969'],
  })
  trackerHosts!: string[];

  @TimeProperty({ description: 'When it was added to the list.' })
  addedAt!: string;

  @TextProperty({
    nullable: true,
    description: 'Name of the account that added it; null where that is not known.',
    example: 'anna',
  })
  addedBy!: string | null;

  @TimeProperty({
    nullable: true,
    description: 'When the last wanted piece was verified; null before that.',
  })
  completedAt!: string | null;
}

export class QueuePlaceResponse implements QueuePlaceDto {
  @TextProperty({ description: 'Id of the download.' })
  id!: string;

  @IntegerProperty({ description: 'Its place in the queue, from 1.' })
  queuePosition!: number;
}

export class QueueMovesResponse implements QueueMovesDto {
  @ApiProperty({
    type: [QueuePlaceResponse],
    description: 'Where the moved ones stand now; the others keep their order around them.',
  })
  moves!: QueuePlaceResponse[];
}

export class StreamPositionResponse implements StreamPosition {
  @TextProperty({ description: 'Names one run of the server.' })
  boot!: string;

  @IntegerProperty({ description: 'Counts the facts of the event stream.' })
  sequence!: number;
}

export class DownloadListResponse implements DownloadListDto {
  @ApiProperty({
    type: [DownloadResponse],
    description: 'The downloads of this page, in the order that was asked for.',
  })
  items!: DownloadResponse[];

  @IntegerProperty({ description: 'How many match, before paging.' })
  total!: number;

  @ApiProperty({
    type: StreamPositionResponse,
    description: 'The place in the event stream that the list is true for.',
  })
  position!: StreamPositionResponse;
}

export class DownloadIdsResponse implements DownloadIdsDto {
  @TextListProperty({ description: 'Of the downloads that match, in the order of the queue.' })
  ids!: string[];

  @ApiProperty({
    type: StreamPositionResponse,
    description: 'The place in the event stream that it is true for.',
  })
  position!: StreamPositionResponse;
}

export class DownloadFileResponse implements DownloadFileDto {
  @IntegerProperty({
    description: "Place in the torrent's own list, from 0; padding files leave gaps.",
  })
  index!: number;

  @TextProperty({
    description: 'Below the folder of the download, with `/` between its parts.',
    example: 'Reef/extras/a.mkv',
  })
  path!: string;

  @IntegerProperty({ description: 'Length of the file.' })
  bytes!: number;

  @IntegerProperty({ description: 'Bytes of it that are verified and on the disk.' })
  completedBytes!: number;

  @FractionProperty({ description: 'Of its bytes.' })
  progress!: number;

  @ChoiceProperty('FilePriority', FILE_PRIORITIES, { description: '`skip` is not fetched.' })
  priority!: FilePriority;
}

export class DownloadPeerResponse implements DownloadPeerDto {
  @TextProperty({
    example: '192.0.2.1:51413',
    description: '`address:port`, IPv6 in brackets: unique among the peers of a download.',
  })
  id!: string;

  @TextProperty({ description: 'IPv4 or IPv6 address.' })
  address!: string;

  @IntegerProperty({ description: 'TCP port.' })
  port!: number;

  @TextProperty({
    nullable: true,
    example: 'DE',
    description:
      'ISO 3166-1 code of the country that the address is in, by IP2Location LITE; null where it is not known: of IPv6, and of private addresses.',
  })
  country!: string | null;

  @TextProperty({
    description:
      'Name and version that the peer gives, made printable. Anybody can claim anything.',
  })
  client!: string;

  @ChoiceProperty('PeerSource', PEER_SOURCES, { description: 'How it was found.' })
  source!: PeerSource;

  @BooleanProperty({ description: 'It connected to us.' })
  incoming!: boolean;

  @ChoiceProperty('PeerEncryption', PEER_ENCRYPTIONS, {
    description: 'Of the connection: none, of the handshake alone, or RC4 of everything.',
  })
  encryption!: PeerEncryption;

  @FractionProperty({ description: 'Share of the pieces that the peer has.' })
  progress!: number;

  @IntegerProperty({ description: 'Payload from the peer.' })
  downloadRate!: number;

  @IntegerProperty({ description: 'Payload to the peer.' })
  uploadRate!: number;

  @IntegerProperty({ description: 'Payload from the peer since it connected.' })
  downloadedBytes!: number;

  @IntegerProperty({ description: 'Payload to the peer since it connected.' })
  uploadedBytes!: number;

  @BooleanProperty({ description: 'We want something that the peer has.' })
  interested!: boolean;

  @BooleanProperty({ description: 'The peer does not let us have it.' })
  choked!: boolean;

  @BooleanProperty({ description: 'The peer wants something of ours.' })
  peerInterested!: boolean;

  @BooleanProperty({ description: 'We do not let the peer have it.' })
  peerChoked!: boolean;

  @BooleanProperty({
    description:
      'It did not send in time what we asked for: it is asked for one block at a time until it does.',
  })
  snubbed!: boolean;

  @BooleanProperty({ description: 'It is served for the sake of trying it.' })
  optimistic!: boolean;
}

export class DownloadPiecesResponse implements DownloadPiecesDto {
  @IntegerProperty({ description: 'How many pieces the torrent has.' })
  count!: number;

  @TextProperty({ description: 'Base64 of a bitfield (BEP 3): one bit a piece that is had.' })
  have!: string;
}

export class DownloadAvailabilityResponse implements DownloadAvailabilityDto {
  @IntegerProperty({
    description:
      'Consecutive pieces that share a byte of `copies`: 1 up to some thousands of them.',
  })
  piecesPerPart!: number;

  @TextProperty({
    description:
      'Base64: for each part the copies of its rarest piece among connected peers, one byte; 255 stands for more too.',
  })
  copies!: string;

  @NumberProperty({
    description:
      'Copies of the rarest piece of all, and the share of the pieces of which there are more.',
  })
  distributedCopies!: number;

  @IntegerProperty({
    description: 'Pieces that are wanted and missing here, and that no connected peer has.',
  })
  unreachablePieces!: number;
}
