/**
 * Why a download does not go as fast as it might, in words, and what can be done about each reason. Pure: over what the app
 * knows, and silent where it knows nothing. The gravest first; none of a download that goes as it should.
 */
import type {
  DownloadDto,
  DownloadSourcesDto,
  DownloadState,
  DownloadTrackerDto,
} from '@shared/dto/download.js';
import type { SessionStatsDto } from '@shared/dto/session.js';
import type { SettingsDto } from '@shared/dto/settings.js';
import { formatCount, formatRate } from '../../ui/format';

/** What a button or a link beside a reason does. */
export type RemedyName =
  | 'resume'
  | 'recheck'
  | 'move'
  | 'force-start'
  | 'ask-peers'
  | 'edit-limits'
  | 'any-order'
  | 'show-files'
  | 'show-trackers'
  | 'show-peers'
  | 'speed-settings'
  | 'queue-settings'
  | 'connection-settings';

export interface SlowReason {
  readonly id: string;
  /** `error`: it does not go on by itself. */
  readonly level: 'error' | 'warning' | 'info';
  readonly text: string;
  readonly remedies: readonly RemedyName[];
}

/** Null where it is not known yet. */
export interface SlowEvidence {
  row: DownloadDto;
  trackers: readonly DownloadTrackerDto[] | null;
  sources: DownloadSourcesDto | null;
  /** Wanted pieces that nobody connected has. */
  unreachablePieces: number | null;
  stats: SessionStatsDto | null;
  settings: SettingsDto | null;
}

/** A rate that comes so near to its limit is held by it. */
const NEAR_LIMIT = 0.85;
/** Who gives less than this is given little. */
const MEAGRE_UPLOAD_BYTES = 10 * 1024;

const REASONS_IN: Record<DownloadState, (evidence: SlowEvidence) => SlowReason[]> = {
  error: ({ row }) => faultReasons(row),
  paused: () => [info('paused', $localize`It is paused: peers are asked for nothing.`, ['resume'])],
  cancelled: () => [info('cancelled', $localize`It was stopped, and has no peers.`, ['resume'])],
  checking: () => [
    info('checking', $localize`Its data is being checked. It goes on by itself after that.`, []),
  ],
  queued: (evidence) => [queueReason(evidence)],
  metadata: metadataReasons,
  seeding: ({ row }) => (row.wantedBytes === 0 && row.totalBytes > 0 ? [nothingWanted()] : []),
  downloading: downloadingReasons,
};

export function slowReasons(evidence: SlowEvidence): SlowReason[] {
  return REASONS_IN[evidence.row.state](evidence);
}

function faultReasons({ error }: DownloadDto): SlowReason[] {
  if (!error) return [];
  const remedies: Partial<Record<typeof error.code, RemedyName[]>> = {
    'disk-full': ['move', 'resume'],
    'file-missing': ['recheck', 'resume'],
    'file-changed': ['recheck', 'resume'],
    'permission-denied': ['move', 'resume'],
    'read-only': ['move', 'resume'],
    'file-too-large': ['move', 'show-files'],
    'path-conflict': ['move', 'resume'],
    'too-many-open-files': ['resume'],
    'bad-metadata': [],
  };
  return [
    {
      id: 'fault',
      level: 'error',
      text: error.message,
      remedies: remedies[error.code] ?? ['resume', 'recheck'],
    },
  ];
}

function queueReason({ row, settings }: SlowEvidence): SlowReason {
  const place = formatCount(row.queuePosition);
  const most = settings?.maxActiveDownloads ?? null;
  const text =
    most === null
      ? $localize`It waits for its turn, at place ${place}:place: of the queue.`
      : $localize`It waits for its turn, at place ${place}:place: of the queue: ${formatCount(most)}:count: may download at the same time.`;
  return info('queued', text, ['force-start', 'queue-settings']);
}

function nothingWanted(): SlowReason {
  return warning('nothing-wanted', $localize`All of its files are skipped.`, ['show-files']);
}

function downloadingReasons(evidence: SlowEvidence): SlowReason[] {
  const { row } = evidence;
  if (row.wantedBytes === 0) return [nothingWanted()];
  const reasons = row.peers === 0 ? peerlessReasons(evidence) : companyReasons(evidence);
  reasons.push(...limitReasons(evidence));
  if (row.move) {
    reasons.push(
      info('moving', $localize`Its files are being moved, which keeps the disk busy.`, []),
    );
  }
  return reasons;
}

/** How far it is with peers stands beside it (metadata/metadata-words.ts): here is what keeps them away. */
function metadataReasons(evidence: SlowEvidence): SlowReason[] {
  return evidence.row.metadata?.connected === 0 ? discoveryReasons(evidence) : [];
}

function discoveryReasons(evidence: SlowEvidence): SlowReason[] {
  return [...trackerReasons(evidence), ...dhtReasons(evidence), ...portReasons(evidence)];
}

/** Nobody is connected: where peers could come from, and why they do not. */
function peerlessReasons(evidence: SlowEvidence): SlowReason[] {
  const { row, sources } = evidence;
  const reasons = discoveryReasons(evidence);
  const known = Object.values(sources?.known ?? {}).reduce((sum, count) => sum + count, 0);
  if (known > 0) {
    const text = $localize`None of the ${formatCount(known)}:count: known peers can be reached now. They are tried again.`;
    reasons.unshift(warning('unreachable-peers', text, ['ask-peers']));
  } else if (sources) {
    reasons.unshift(warning('no-peers', $localize`No peer is known yet.`, ['ask-peers']));
  }
  if (row.seedsInSwarm === 0) {
    reasons.push(warning('no-seeds', $localize`The trackers know nobody who has all of it.`, []));
  }
  return reasons;
}

function trackerReasons({ trackers, sources }: SlowEvidence): SlowReason[] {
  if (!trackers) return [];
  const isPrivate = sources?.private ?? false;
  const asked = trackers.filter(({ state }) => state !== 'disabled');
  if (asked.length === 0) {
    if (!isPrivate) return [];
    const text = $localize`It is private and has no tracker: nobody can tell it of peers.`;
    return [{ ...warning('private-alone', text, ['show-trackers']), level: 'error' }];
  }
  const failing = asked.filter(({ state }) => state === 'error');
  if (failing.length < asked.length) {
    return isPrivate
      ? [
          info(
            'private',
            $localize`It is private: only its trackers tell of peers, and not the DHT or other peers.`,
            ['show-trackers'],
          ),
        ]
      : [];
  }
  const said = failing.find(({ message }) => message)?.message ?? $localize`no answer`;
  const text =
    failing.length === 1
      ? $localize`Its tracker fails: ${said}:message:`
      : $localize`All ${formatCount(failing.length)}:count: trackers fail. One says: ${said}:message:`;
  return [warning('trackers-fail', text, ['show-trackers'])];
}

function dhtReasons({ sources, stats }: SlowEvidence): SlowReason[] {
  if (!stats || (sources?.private ?? true)) return [];
  if (stats.dhtNodes === null) {
    const text = $localize`The DHT is off: without it, peers come from trackers and other peers alone.`;
    return [info('dht-off', text, ['connection-settings'])];
  }
  if (stats.dhtNodes > 0) return [];
  const text = $localize`The DHT has found no nodes yet. A firewall may keep UDP out.`;
  return [warning('dht-empty', text, ['connection-settings'])];
}

function portReasons({ stats }: SlowEvidence): SlowReason[] {
  if (!stats || stats.peerPort !== null) return [];
  const text = $localize`No port is open for peers: they cannot connect to Shoal, only Shoal to them.`;
  return [warning('no-port', text, ['connection-settings'])];
}

/** Somebody is connected: what they have, and whether they give it. */
function companyReasons(evidence: SlowEvidence): SlowReason[] {
  const { row, unreachablePieces } = evidence;
  const reasons: SlowReason[] = [];
  if (row.seeds === 0 && unreachablePieces !== null && unreachablePieces > 0) {
    const text = $localize`Nobody connected has ${formatCount(unreachablePieces)}:count: of the missing pieces: it cannot become complete until somebody comes who has them.`;
    reasons.push(warning('unavailable', text, ['ask-peers', 'show-peers']));
  }
  if (row.downloadRate === 0) {
    const text = $localize`The connected peers send nothing now: they serve others first, or have nothing that is missing here.`;
    reasons.push(info('idle-peers', text, ['show-peers']));
    reasons.push(...portReasons(evidence));
  }
  if (row.sequential) {
    const text = $localize`Pieces are fetched from the first to the last, which is slower than the rarest first.`;
    reasons.push(info('sequential', text, ['any-order']));
  }
  return reasons;
}

function limitReasons({ row, stats, settings }: SlowEvidence): SlowReason[] {
  const reasons: SlowReason[] = [];
  if (isNear(row.downloadRate, row.downloadLimit)) {
    const limit = formatRate(row.downloadLimit ?? 0);
    reasons.push(
      info('own-limit', $localize`Its own limit holds it at ${limit}:rate:.`, ['edit-limits']),
    );
  }
  const inForce = stats?.alternativeLimits ? settings?.alternativeLimits : settings;
  if (stats && inForce && isNear(stats.downloadRate, inForce.downloadLimit)) {
    const limit = formatRate(inForce.downloadLimit ?? 0);
    const text = stats.alternativeLimits
      ? $localize`The alternative limits hold all downloads together at ${limit}:rate:.`
      : $localize`A limit holds all downloads together at ${limit}:rate:.`;
    reasons.push(info('limit', text, ['speed-settings']));
  }
  const upload = lowest(row.uploadLimit, inForce?.uploadLimit ?? null);
  if (row.peers > 0 && upload !== null && upload < MEAGRE_UPLOAD_BYTES) {
    const text = $localize`Little may be uploaded (${formatRate(upload)}:rate:): peers serve those first who give something.`;
    reasons.push(info('meagre-upload', text, ['edit-limits', 'speed-settings']));
  }
  return reasons;
}

function isNear(rate: number, limit: number | null): boolean {
  return limit !== null && limit > 0 && rate >= limit * NEAR_LIMIT;
}

function lowest(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.min(one, other);
}

function info(id: string, text: string, remedies: readonly RemedyName[]): SlowReason {
  return { id, level: 'info', text, remedies };
}

function warning(id: string, text: string, remedies: readonly RemedyName[]): SlowReason {
  return { id, level: 'warning', text, remedies };
}
