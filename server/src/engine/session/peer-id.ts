/** How we name ourselves to peers and trackers (BEP 20). */
import type { Random } from '../core/random.ts';

/** Shoal, with the version 0.1.0. */
const PREFIX = '-SH0100-';

/** A peer id of 20 bytes: who we are, and chance. */
export function makePeerId(random: Random): Uint8Array {
  const id = random.bytes(20).slice();
  id.set(Buffer.from(PREFIX, 'latin1'));
  return id;
}
