/** What the event stream tells beside facts, and what its clients send, as the AsyncAPI document describes it. */
import { ApiProperty, IntersectionType, PartialType, PickType } from '@nestjs/swagger';
import type { SessionStatsDto } from '@shared/dto/session.js';
import {
  PROGRESS_FIELDS,
  WATCH_TABS,
  type DownloadFilesEvent,
  type DownloadPeersEvent,
  type DownloadAvailabilityEvent,
  type DownloadPiecesEvent,
  type DownloadTrackersEvent,
  type PieceChangesEvent,
  type ResumeRequest,
  type SessionHello,
  type StreamStats,
  type TorrentProgress,
  type WatchRefusal,
} from '@shared/events/stream.js';
import {
  DownloadFileResponse,
  DownloadPeerResponse,
  DownloadAvailabilityResponse,
  DownloadPiecesResponse,
  DownloadResponse,
  StreamPositionResponse,
} from '../download/dto/download-response.dto.ts';
import { BooleanProperty, IntegerProperty, TextProperty } from '../openapi/properties.ts';
import { TorrentMetadataResponse } from '../torrent/dto/torrent-response.dto.ts';
import { TrackerResponse } from '../tracker/dto/tracker.dto.ts';

export class SessionStatsResponse implements SessionStatsDto {
  @IntegerProperty({ description: 'Payload that is received, of all downloads.' })
  downloadRate!: number;

  @IntegerProperty({ description: 'Payload that is sent, of all downloads.' })
  uploadRate!: number;

  @IntegerProperty({ description: 'How many downloads there are.' })
  downloads!: number;

  @IntegerProperty({ description: 'How many of them transfer.' })
  activeDownloads!: number;

  @IntegerProperty({ description: 'Connected peers, of all downloads.' })
  peers!: number;

  @IntegerProperty({
    nullable: true,
    description: 'Port that peers reach us at, TCP and UDP; null while there is none.',
  })
  peerPort!: number | null;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    description: 'Connections with peers that ended since the start, by reason.',
    example: { idle: 3 },
  })
  peerCloses!: Record<string, number>;

  @BooleanProperty({ description: 'Whether the alternative limits hold now.' })
  alternativeLimits!: boolean;

  @IntegerProperty({
    nullable: true,
    description: 'Nodes of the DHT that answer, of IPv4 and IPv6 together; null where it is off.',
  })
  dhtNodes!: number | null;

  @BooleanProperty({
    description:
      'Whether a peer came to us from the internet since the start: then the port is open.',
  })
  reachedFromOutside!: boolean;
}

export class StreamStatsEvent extends SessionStatsResponse implements StreamStats {
  @IntegerProperty({ description: 'Place that the rates told so far have brought the reader to.' })
  ratesPlace!: number;
}

export class StreamPlaceEvent implements ResumeRequest {
  @ApiProperty({ type: StreamPositionResponse, description: 'The last fact before what follows.' })
  position!: StreamPositionResponse;

  @IntegerProperty({ description: 'Counts the changes of rates in this run of the server.' })
  ratesPlace!: number;
}

export class SessionHelloEvent extends StreamPlaceEvent implements SessionHello {
  @ApiProperty({ type: SessionStatsResponse, description: 'The sums over all downloads.' })
  stats!: SessionStatsResponse;

  @BooleanProperty({
    description: 'Whether the stream goes on where the client was. If not, it reads the list.',
  })
  resumed!: boolean;
}

/** One download's rates. */
export class DownloadProgressEntry extends IntersectionType(
  PickType(DownloadResponse, ['id']),
  PartialType(PickType(DownloadResponse, PROGRESS_FIELDS)),
) {}

/** One magnet link that nobody has started. */
export class TorrentProgressEntry implements TorrentProgress {
  @TextProperty({ description: 'Id of the magnet link.' })
  id!: string;

  @ApiProperty({ type: TorrentMetadataResponse, description: 'The whole of it, as it is now.' })
  metadata!: TorrentMetadataResponse;
}

class DetailsEvent {
  @TextProperty({ description: 'Id of the download that is watched.' })
  id!: string;
}

export class FilesEvent extends DetailsEvent implements DownloadFilesEvent {
  @ApiProperty({ type: [DownloadFileResponse], description: 'All at first, then what changed.' })
  files!: DownloadFileResponse[];
}

export class PeersEvent extends DetailsEvent implements DownloadPeersEvent {
  @ApiProperty({ type: [DownloadPeerResponse], description: 'All that are connected.' })
  peers!: DownloadPeerResponse[];
}

export class TrackersEvent extends DetailsEvent implements DownloadTrackersEvent {
  @ApiProperty({ type: [TrackerResponse], description: 'All of them.' })
  trackers!: TrackerResponse[];
}

export class PiecesEvent extends DownloadPiecesResponse implements DownloadPiecesEvent {
  @TextProperty({ description: 'Id of the download that is watched.' })
  id!: string;
}

export class AvailabilityEvent
  extends DownloadAvailabilityResponse
  implements DownloadAvailabilityEvent
{
  @TextProperty({ description: 'Id of the download that is watched.' })
  id!: string;
}

const RANGES = {
  type: 'array',
  items: { type: 'array', items: { type: 'integer' }, minItems: 2, maxItems: 2 },
} as const;

export class PiecesChangedEvent extends DetailsEvent implements PieceChangesEvent {
  @ApiProperty({ ...RANGES, description: 'Pieces that are had now: first piece and count.' })
  gained!: [number, number][];

  @ApiProperty({ ...RANGES, description: 'Pieces that were found wrong: first piece and count.' })
  lost!: [number, number][];
}

export class WatchMessage {
  @TextProperty({ description: 'Id of the download to watch.' })
  id!: string;

  @ApiProperty({
    enum: [...WATCH_TABS],
    enumName: 'WatchTab',
    isArray: true,
    description: 'Which of its details.',
  })
  tabs!: (typeof WATCH_TABS)[number][];
}

export class WatchRefusalMessage implements WatchRefusal {
  @ApiProperty({ enum: [false], description: 'It is not watched.' })
  ok!: false;

  @TextProperty({ description: 'Stable name of the fault, as in a problem document.' })
  code!: string;

  @TextProperty({ description: 'One sentence that the caller can act on.' })
  detail!: string;
}
