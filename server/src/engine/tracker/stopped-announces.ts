/**
 * The last words to trackers: all at once, and no longer than the deadline, so that closing the program or
 * pausing a torrent never waits for a tracker that is gone.
 */
import type { Clock } from '../core/clock.ts';
import type { Announce } from './tracker-client.ts';
import type { AnnounceRequest } from './tracker-transport.ts';

/** Resolves when every request was answered or failed, or at the deadline. Never rejects. */
export async function sendStopped(
  components: { clock: Clock; announce: Announce },
  requests: readonly AnnounceRequest[],
  deadlineMs: number,
): Promise<void> {
  if (requests.length === 0) return;
  const controller = new AbortController();
  const options = { deadlineMs, signal: controller.signal };
  const sending = requests.map((request) => components.announce(request, options));
  await new Promise<void>((resolve) => {
    const timer = components.clock.setTimer(deadlineMs, () => {
      controller.abort();
      resolve();
    });
    void Promise.allSettled(sending).finally(() => {
      timer.cancel();
      resolve();
    });
  });
}
