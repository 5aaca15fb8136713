/**
 * Whom to part from when all places are taken and others wait (libtorrent's peer turnover): so a swarm mixes, and
 * a place is not held for hours by who gives and takes nothing. Pure.
 */

export const TURNOVER_INTERVAL_MS = 300_000;
/** Nobody goes while fewer than this share of the places are taken. */
export const CROWDED_SHARE = 0.9;
const LEAVING_SHARE = 0.04;
/** Too new to be judged. */
const LEAST_AGE_MS = 60_000;

export interface LeavingPeer {
  readonly isInterested: boolean;
  readonly connectedAt: number;
  readonly download: { readonly total: number };
  readonly upload: { readonly total: number };
}

/** The worst 4 %, at least one: those that have nothing we want first, then those that moved least for their age. */
export function worstPeers<Peer extends LeavingPeer>(peers: Iterable<Peer>, now: number): Peer[] {
  const all = [...peers];
  const count = Math.ceil(all.length * LEAVING_SHARE);
  const rate = ({ download, upload, connectedAt }: Peer): number =>
    (download.total + upload.total) / (now - connectedAt);
  return all
    .filter(({ connectedAt }) => now - connectedAt >= LEAST_AGE_MS)
    .toSorted(
      (one, other) =>
        Number(one.isInterested) - Number(other.isInterested) || rate(one) - rate(other),
    )
    .slice(0, count);
}
