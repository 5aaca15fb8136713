/**
 * The end of a download, or of what a peer can give: every block that it has is asked of somebody. An idle
 * peer then takes over one block at a time from whoever needs longest for it, so that no slow or silent peer
 * holds the last pieces (a stall at 99 %), and next to nothing is fetched twice. Who comes first with a block
 * makes it cancelled at the others.
 */
import { secondsToDrain } from '../peer/drain-time.ts';
import type { PeerConnection } from '../peer/peer-connection.ts';
import type { PiecePicker } from '../picker/piece-picker.ts';
import { BLOCK_BYTES } from '../pieces/piece-geometry.ts';
import type { AskedPeer } from './asked-peer.ts';

/** Blocks that come sooner than this are waited for. */
const LEAST_WAIT_SECONDS = 0.5;
/** What a block takes from a peer that nothing is known of. */
const UNKNOWN_BLOCK_SECONDS = 1;
/** A block must be expected this many times as fast to be worth asking for twice. */
const LEAST_GAIN = 2;

/** Asks the idle peer for a block that another is slow with: whether there was one. */
export function takeBusyBlock(
  picker: PiecePicker,
  idle: AskedPeer,
  others: Iterable<PeerConnection>,
): boolean {
  const { bestRate } = idle.peer;
  const own = bestRate > 0 ? BLOCK_BYTES / bestRate : UNKNOWN_BLOCK_SECONDS;
  const leastWait = Math.max(LEAST_WAIT_SECONDS, own * LEAST_GAIN);
  const slow = [...others]
    .filter((peer) => peer !== idle.peer && peer.requests.size > 0)
    .map((peer) => ({ peer, wait: secondsToDrain(peer) }))
    .filter(({ wait }) => wait > leastWait)
    .toSorted((one, other) => other.wait - one.wait);
  return slow.some(({ peer }) =>
    peer.requests.someNewest((piece, block) => picker.askAgain(idle, piece, block)),
  );
}
