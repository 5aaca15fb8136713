/** What a session tells of itself when it is asked: its counters, and sums over its downloads. */
import { EventLoopMeter } from '../core/event-loop-meter.ts';
import type {
  DownloadFaultCode,
  EngineCounters,
  EngineDownloadState,
  Traffic,
} from '../core/messages.ts';
import type { IncomingPeers } from './incoming-peers.ts';
import type { PeerCounts } from './peer-counts.ts';
import type { SessionParts } from './session-parts.ts';

/** A download as far as it is counted. */
export interface CountedDownload {
  readonly stage: EngineDownloadState;
  readonly disk: { readonly fault: { code: DownloadFaultCode } | null };
}

const NO_DISK_TOTALS: EngineCounters['disk'] = {
  writtenBytes: 0,
  readBytes: 0,
  checkedBytes: 0,
  faults: 0,
  hashMismatches: 0,
};

export class SessionCounters {
  /** Torrents add to it. */
  readonly traffic: Traffic = { downloadedBytes: 0, uploadedBytes: 0 };
  readonly #peerCounts: PeerCounts;
  readonly #eventLoop = new EventLoopMeter();

  constructor(peerCounts: PeerCounts) {
    this.#peerCounts = peerCounts;
  }

  /** `parts` of a session that runs; null of one that does not. */
  read(
    downloads: Iterable<CountedDownload>,
    incoming: IncomingPeers,
    parts: Pick<SessionParts, 'tracking' | 'disk'> | null,
  ): EngineCounters {
    return {
      traffic: { ...this.traffic },
      ...countDownloads(downloads),
      peers: this.#peerCounts.connections,
      incomingConnections: incoming.connections,
      lastOutsideConnectionAt: incoming.lastOutsideAt,
      announces: parts?.tracking.counts.totals ?? [],
      clockOffsetMs: parts?.tracking.counts.clockOffsetMs ?? null,
      disk: parts?.disk.totals.snapshot ?? NO_DISK_TOTALS,
      eventLoop: this.#eventLoop.read(),
    };
  }

  stop(): void {
    this.#eventLoop.stop();
  }
}

function countDownloads(
  all: Iterable<CountedDownload>,
): Pick<EngineCounters, 'downloads' | 'faults'> {
  const downloads: EngineCounters['downloads'] = {
    metadata: 0,
    checking: 0,
    queued: 0,
    downloading: 0,
    seeding: 0,
    paused: 0,
    cancelled: 0,
    error: 0,
  };
  const faults: EngineCounters['faults'] = {};
  for (const { stage, disk } of all) {
    downloads[stage]++;
    if (disk.fault) faults[disk.fault.code] = (faults[disk.fault.code] ?? 0) + 1;
  }
  return { downloads, faults };
}
