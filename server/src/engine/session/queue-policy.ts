/**
 * Who may transfer at the same time. Pure. Downloads come before seeds, each kind in the order of the queue,
 * as in libtorrent: the first that want a slot have one. Invariant: of those that are neither forced nor slow
 * never more than the limits have a slot, and of all that are not forced never more than `maxActive`.
 */

export interface QueueLimits {
  /** Downloads that run at the same time, and seeds; slow ones are not counted. Null: any number. */
  maxActiveDownloads: number | null;
  maxActiveSeeds: number | null;
  /** Both together, slow ones too. Null: any number. */
  maxActive: number | null;
}

export interface QueueCandidate {
  /** It could transfer at once: the user wants it, and neither a fault nor a check stands before it. */
  readonly wantsSlot: boolean;
  /** Runs whatever the limits are, and counts for none. */
  readonly isForced: boolean;
  /** A seed, no download any more. */
  readonly isComplete: boolean;
  /** It runs, but has moved next to nothing for a while. */
  readonly isSlow: boolean;
}

/** One for each candidate, in their order: 1 where it has a slot. */
export function assignSlots(inOrder: readonly QueueCandidate[], limits: QueueLimits): Uint8Array {
  const slots = new Uint8Array(inOrder.length);
  let left = limits.maxActive ?? Number.POSITIVE_INFINITY;
  for (const isComplete of [false, true]) {
    const limit = isComplete ? limits.maxActiveSeeds : limits.maxActiveDownloads;
    let leftOfKind = limit ?? Number.POSITIVE_INFINITY;
    for (let at = 0; at < inOrder.length; at++) {
      const candidate = inOrder[at]!;
      if (candidate.isComplete !== isComplete || !candidate.wantsSlot) continue;
      if (!candidate.isForced) {
        const isCounted = !candidate.isSlow;
        if (left <= 0 || (isCounted && leftOfKind <= 0)) continue;
        left--;
        if (isCounted) leftOfKind--;
      }
      slots[at] = 1;
    }
  }
  return slots;
}
