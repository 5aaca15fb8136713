/**
 * One download from `add` to its end. The engine decides; this only listens, asks for the status at the
 * display's pace, and says when it is over. Resolves exactly once, and leaves no timer behind.
 */
import type {
  AddDownload,
  DownloadStatus,
  Engine,
  PeerEndpoint,
  TrackerStatus,
} from '../engine/index.ts';
import type { DownloadDisplay, UpdateReason } from './download-display.ts';
import { printable } from './format.ts';

export interface FollowRequest {
  engine: Engine;
  request: AddDownload;
  peers: PeerEndpoint[];
  /** Go on after completion. */
  seed: boolean;
  display: DownloadDisplay;
  interrupted: AbortSignal;
}

export interface Outcome {
  end: 'complete' | 'failed' | 'interrupted';
  /** All that was wanted had been got when it ended. */
  wasComplete: boolean;
  status: DownloadStatus;
}

/** A tracker that fails is reported this often at most, and only when it says something new. */
const TRACKER_LOOK_MS = 5_000;

/** Adds the download and follows it. Rejects when the engine refuses it or goes away. */
export async function followDownload(follow: FollowRequest): Promise<Outcome> {
  const { engine, request, peers, interrupted } = follow;
  let status = await engine.add(request);
  const { id } = status;
  const stops: (() => void)[] = [];
  let isOver = false;
  try {
    await engine.watchProgress(true);
    if (peers.length > 0) await engine.addPeers(id, peers);
    return await new Promise<Outcome>((settle, reject) => {
      const settleAs = (end: Outcome['end']): void => {
        isOver = true;
        settle({ end, wasComplete: status.state === 'seeding', status });
      };
      const see = (seen: DownloadStatus, reason: UpdateReason): void => {
        // An answer that was under way when it ended must not be shown below the end.
        if (isOver) return;
        status = seen;
        follow.display.update(seen, reason);
        const end = endOf(seen, follow.seed);
        if (end) settleAs(end);
      };
      // What was seen last may be seconds old: the account of what was sent must not be.
      const interrupt = (): void => {
        const end = (now: DownloadStatus): void => {
          if (isOver) return;
          status = now;
          settleAs('interrupted');
        };
        engine.status(id).then(end, reject);
      };
      const look = (): void => void engine.status(id).then((now) => see(now, 'tick'), reject);
      stops.push(
        engine.on('state', (event) => {
          if (event.id === id) see(event.status, 'state');
        }),
        repeat(follow.display.tickMs, look),
        reportTrackers(follow, id),
      );
      interrupted.addEventListener('abort', interrupt, { once: true });
      stops.push(() => interrupted.removeEventListener('abort', interrupt));
      if (interrupted.aborted) interrupt();
      // What happened between `add` and the listener above is in the status, not in an event.
      engine.status(id).then((now) => see(now, 'state'), reject);
    });
  } finally {
    for (const stop of stops) stop();
  }
}

function endOf({ state }: DownloadStatus, seed: boolean): Outcome['end'] | null {
  if (state === 'error') return 'failed';
  return state === 'seeding' && !seed ? 'complete' : null;
}

/** Says what failing trackers answer: without it a download with no peers is a riddle. */
function reportTrackers({ engine, display }: FollowRequest, id: string): () => void {
  const reported = new Map<string, string | null>();
  const report = (trackers: TrackerStatus[]): void => {
    for (const { url, state, message } of trackers) {
      if (state === 'working') reported.delete(url);
      if (state !== 'error' || reported.get(url) === message) continue;
      reported.set(url, message);
      display.warn(`Tracker ${printable(url)}: ${printable(message ?? 'no answer')}`);
    }
  };
  return repeat(TRACKER_LOOK_MS, () => {
    // Where the engine is gone, the query for the status says so.
    engine.trackers(id).then(report, () => {});
  });
}

function repeat(intervalMs: number, action: () => void): () => void {
  const timer = setInterval(action, intervalMs);
  return () => clearInterval(timer);
}
