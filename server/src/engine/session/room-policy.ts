/**
 * Who may write to a disk that has only so much room. Pure.
 *
 * What runs goes on while the reserve is free, whatever it still needs: it was let begin when it fitted. What waits
 * begins where all that it needs fits beside what those that run still need; one that does not fit lets smaller
 * ones behind it pass.
 */

export interface RoomDemand {
  /** Bytes that it has yet to write where nothing is allocated yet. */
  readonly neededBytes: number;
}

export interface DiskSpace {
  freeBytes: number;
  /** Left free by all downloads. */
  reservedBytes: number;
}

export interface RoomDecision<Demand> {
  /** Of the running, those that must write no more. */
  stopped: Demand[];
  /** Of the waiting, those that may begin. */
  begun: Demand[];
}

/** `waiting` in the order of the queue. */
export function assignRoom<Demand extends RoomDemand>(
  space: DiskSpace,
  running: readonly Demand[],
  waiting: readonly Demand[],
): RoomDecision<Demand> {
  const isFull = space.freeBytes < space.reservedBytes;
  const stopped = isFull ? running.filter(({ neededBytes }) => neededBytes > 0) : [];
  let claimedBytes = isFull ? 0 : sumOf(running);
  const begun = waiting.filter(({ neededBytes }) => {
    if (!fits(space, neededBytes, claimedBytes)) return false;
    claimedBytes += neededBytes;
    return true;
  });
  return { stopped, begun };
}

/** Whether so much fits beside what others have claimed. What needs nothing fits always. */
export function fits(space: DiskSpace, neededBytes: number, claimedBytes: number): boolean {
  if (neededBytes === 0) return true;
  return neededBytes + claimedBytes + space.reservedBytes <= space.freeBytes;
}

function sumOf(demands: readonly RoomDemand[]): number {
  return demands.reduce((sum, { neededBytes }) => sum + neededBytes, 0);
}
