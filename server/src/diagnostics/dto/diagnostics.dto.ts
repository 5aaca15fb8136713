import { ApiProperty } from '@nestjs/swagger';
import {
  CHECK_STATUSES,
  type CheckDto,
  type CheckStatus,
  type ClockCheckDto,
  type DatabaseCheckDto,
  type DhtCheckDto,
  type DiagnosticsDto,
  type DiskCheckDto,
  type OpenFilesCheckDto,
  type PeerPortCheckDto,
} from '@shared/dto/diagnostics.js';
import {
  BooleanProperty,
  ChoiceProperty,
  IntegerProperty,
  TextProperty,
  TimeProperty,
} from '../../openapi/properties.ts';
import { DhtReportResponse } from './dht-report.dto.ts';

class CheckResponse implements CheckDto {
  @ChoiceProperty('CheckStatus', CHECK_STATUSES, {
    description: '`unknown`: it could not be found out, which says nothing against it.',
  })
  status!: CheckStatus;

  @TextProperty({ description: 'What was found, and what to do about it.' })
  message!: string;
}

class PeerPortCheckResponse extends CheckResponse implements PeerPortCheckDto {
  @IntegerProperty({
    nullable: true,
    description: 'Port that peers reach this server at, TCP and UDP; null while there is none.',
  })
  port!: number | null;

  @BooleanProperty({
    nullable: true,
    description: 'Whether a connection from this machine succeeds; null where there is no port.',
  })
  connectsLocally!: boolean | null;

  @ApiProperty({
    enum: ['yes', 'unknown'],
    description: '`yes` when a peer from the internet has connected since the start.',
  })
  reachable!: 'yes' | 'unknown';

  @TimeProperty({
    nullable: true,
    description: 'When a peer from the internet last connected; null where none has.',
  })
  lastOutsideConnectionAt!: string | null;
}

class DhtCheckResponse extends CheckResponse implements DhtCheckDto {
  @BooleanProperty({ description: 'Whether this server takes part in it.' })
  available!: boolean;

  @ApiProperty({
    type: DhtReportResponse,
    nullable: true,
    description: 'What it knows and did; null where the server does not take part.',
  })
  report!: DhtReportResponse | null;
}

class DiskCheckResponse extends CheckResponse implements DiskCheckDto {
  @TextProperty({ description: 'Absolute path of a folder that downloads may go into.' })
  directory!: string;

  @IntegerProperty({ nullable: true, description: 'Free on its disk; null where it is missing.' })
  freeBytes!: number | null;

  @IntegerProperty({ nullable: true, description: 'Size of its disk; null where it is missing.' })
  totalBytes!: number | null;

  @BooleanProperty({
    nullable: true,
    description: 'Whether a file could be written and read back; null where that was not tried.',
  })
  isWritable!: boolean | null;
}

class ClockCheckResponse extends CheckResponse implements ClockCheckDto {
  @ApiProperty({
    type: 'integer',
    nullable: true,
    description:
      "How far trackers' clocks are before this machine's; null where none said. Seconds.",
  })
  offsetSeconds!: number | null;
}

class DatabaseCheckResponse extends CheckResponse implements DatabaseCheckDto {
  @IntegerProperty({ description: 'Size of the file.' })
  bytes!: number;

  @IntegerProperty({ description: 'Size of the write-ahead log.' })
  logBytes!: number;

  @BooleanProperty({
    nullable: true,
    description: 'Whether the file is sound; null where it was not looked through.',
  })
  isSound!: boolean | null;
}

class OpenFilesCheckResponse extends CheckResponse implements OpenFilesCheckDto {
  @IntegerProperty({
    nullable: true,
    description: 'Open files and sockets of the server; null where the system does not tell.',
  })
  open!: number | null;

  @IntegerProperty({
    nullable: true,
    description: 'What the system allows; null where it sets no limit.',
  })
  limit!: number | null;
}

export class DiagnosticsResponse implements DiagnosticsDto {
  @TimeProperty({ description: 'When all this was found.' })
  checkedAt!: string;

  @ApiProperty({ type: PeerPortCheckResponse, description: 'The way of peers to this server.' })
  peerPort!: PeerPortCheckResponse;

  @ApiProperty({ type: DhtCheckResponse, description: 'The distributed hash table.' })
  dht!: DhtCheckResponse;

  @ApiProperty({ type: [DiskCheckResponse], description: 'The folders for downloads.' })
  disks!: DiskCheckResponse[];

  @ApiProperty({ type: ClockCheckResponse, description: 'The clock of this machine.' })
  clock!: ClockCheckResponse;

  @ApiProperty({ type: DatabaseCheckResponse, description: 'The database.' })
  database!: DatabaseCheckResponse;

  @ApiProperty({ type: OpenFilesCheckResponse, description: 'Open files and sockets.' })
  openFiles!: OpenFilesCheckResponse;
}
