/**
 * The metrics that are read when somebody scrapes: what each is called, means, and how it is read from a snapshot. Between
 * scrapes none of them costs anything. Label sets are bounded: states, codes, protocols, threads, never downloads.
 */
import type { EventLoopLoad } from '../engine/index.ts';
import { DHT_METRICS } from './dht-metrics.ts';
import {
  counter,
  each,
  gauge,
  one,
  type MetricEntry,
  type Reading,
  type Snapshot,
} from './metric-entry.ts';

const MS_PER_SECOND = 1_000;

const threads = (
  { eventLoop, counters }: Snapshot,
  read: (load: EventLoopLoad) => number | null,
): Reading[] =>
  Object.entries({ main: eventLoop, engine: counters.eventLoop }).flatMap(([thread, load]) => {
    const milliseconds = read(load);
    return milliseconds === null
      ? []
      : [{ labels: { thread }, value: milliseconds / MS_PER_SECOND }];
  });
export const METRICS: readonly MetricEntry[] = [
  gauge(
    'shoal_info',
    'Always 1; the label tells the version.',
    ({ version }) => [{ labels: { version }, value: 1 }],
    'version',
  ),
  gauge('shoal_start_time_seconds', 'When the server started, in seconds since 1970.', (now) =>
    one(now.startedAtSeconds),
  ),
  gauge(
    'shoal_downloads',
    'Downloads by state.',
    ({ counters, restoring, lost }) =>
      each('state', {
        ...counters.downloads,
        queued: counters.downloads.queued + restoring,
        error: counters.downloads.error + lost,
      }),
    'state',
  ),
  gauge(
    'shoal_downloads_restoring',
    'Downloads that are not restored yet since the start.',
    (now) => one(now.restoring),
  ),
  gauge(
    'shoal_download_faults',
    'Downloads in error, by the code of it.',
    ({ counters }) => each('code', counters.faults),
    'code',
  ),
  counter('shoal_payload_downloaded_bytes_total', 'Payload that came from peers.', ({ counters }) =>
    one(counters.traffic.downloadedBytes),
  ),
  counter('shoal_payload_uploaded_bytes_total', 'Payload that went to peers.', ({ counters }) =>
    one(counters.traffic.uploadedBytes),
  ),
  gauge('shoal_peers_connected', 'Peers that are connected.', ({ counters }) =>
    one(counters.peers),
  ),
  counter(
    'shoal_peer_incoming_connections_total',
    'Connections to the peer port.',
    ({ counters }) => one(counters.incomingConnections),
  ),
  counter(
    'shoal_peer_closes_total',
    'Connections with peers that ended, by reason.',
    ({ stats }) => each('reason', stats.peerCloses),
    'reason',
  ),
  counter(
    'shoal_tracker_announces_total',
    'Announces to trackers that ended: answered, or by the code of the fault.',
    ({ counters }) =>
      counters.announces.map(({ protocol, outcome, count: value }) => ({
        labels: { protocol, outcome },
        value,
      })),
    'protocol',
    'outcome',
  ),
  ...DHT_METRICS,
  counter('shoal_disk_written_bytes_total', 'Bytes written to files of torrents.', ({ counters }) =>
    one(counters.disk.writtenBytes),
  ),
  counter('shoal_disk_read_bytes_total', 'Bytes read to be served to peers.', ({ counters }) =>
    one(counters.disk.readBytes),
  ),
  counter('shoal_disk_checked_bytes_total', 'Bytes hashed by checks of files.', ({ counters }) =>
    one(counters.disk.checkedBytes),
  ),
  counter('shoal_disk_faults_total', 'Jobs that met a fault of a disk.', ({ counters }) =>
    one(counters.disk.faults),
  ),
  counter(
    'shoal_piece_hash_failures_total',
    'Pieces whose hash was wrong, from peers or on the disk.',
    ({ counters }) => one(counters.disk.hashMismatches),
  ),
  gauge('shoal_checkpoints_waiting', 'Records of progress that are to be written.', (now) =>
    one(now.checkpoints.waiting),
  ),
  gauge('shoal_checkpoint_age_seconds', 'How long the oldest of those has been waiting.', (now) =>
    one(now.checkpoints.oldestSeconds),
  ),
  counter(
    'shoal_event_loop_active_seconds_total',
    'Time that a thread worked.',
    (now) => threads(now, ({ activeMs }) => activeMs),
    'thread',
  ),
  counter(
    'shoal_event_loop_idle_seconds_total',
    'Time that a thread waited for work.',
    (now) => threads(now, ({ idleMs }) => idleMs),
    'thread',
  ),
  gauge(
    'shoal_event_loop_longest_delay_seconds',
    'Longest that something waited for a thread since the scrape before.',
    (now) => threads(now, ({ longestDelayMs }) => longestDelayMs),
    'thread',
  ),
  gauge('shoal_stream_clients', 'Clients that follow the event stream.', (now) =>
    one(now.streamClients),
  ),
  gauge(
    'shoal_volume_up',
    'Whether the disk of a folder is there (1) or not (0).',
    ({ folders }) =>
      folders.map(({ directory, state }) => ({
        labels: { directory },
        value: state === 'there' ? 1 : 0,
      })),
    'directory',
  ),
  gauge(
    'shoal_volume_free_bytes',
    'Free bytes of a folder for downloads.',
    ({ folders }) =>
      folders.flatMap(({ directory, freeBytes: value }) =>
        value === null ? [] : [{ labels: { directory }, value }],
      ),
    'directory',
  ),
  gauge('shoal_database_bytes', 'Size of the database file.', (now) => one(now.database.bytes)),
  gauge('shoal_database_wal_bytes', 'Size of its write-ahead log.', (now) =>
    one(now.database.logBytes),
  ),
  counter(
    'shoal_log_entries_total',
    'Entries of the log by level.',
    (now) => each('level', now.logEntries),
    'level',
  ),
  counter('process_cpu_seconds_total', 'Processor time of the process.', (now) =>
    one(now.process.cpuSeconds),
  ),
  gauge('process_resident_memory_bytes', 'Memory of the process.', (now) =>
    one(now.process.residentBytes),
  ),
  gauge('nodejs_heap_size_used_bytes', 'Heap of the main thread that is in use.', (now) =>
    one(now.process.heapBytes),
  ),
  gauge('process_open_fds', 'Open files and sockets; 0 where that cannot be told.', (now) =>
    one(now.process.openFiles),
  ),
];
