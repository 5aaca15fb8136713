/**
 * How moves change the order of the queue, and which keys say so. Pure. Invariant: those that are not moved
 * keep their order among themselves, and their keys unless there is no room between two of them.
 */
import { QUEUE_KEY_STEP, type QueueKey } from '../database/download-repository.port.ts';
import type { QueueMove } from '@shared/dto/download.js';

/** A move, or the place (from 1) that the first of them goes to. */
export type QueueTarget = QueueMove | number;

/** The order of ids after the move. The moved ones keep their order among themselves. */
export function movedOrder(
  order: readonly string[],
  moved: ReadonlySet<string>,
  target: QueueTarget,
): string[] {
  if (target === 'up') return movedUp(order, moved);
  if (target === 'down') return movedUp(order.toReversed(), moved).toReversed();
  const others = order.filter((id) => !moved.has(id));
  const place = target === 'top' ? 0 : target === 'bottom' ? others.length : target - 1;
  const block = order.filter((id) => moved.has(id));
  return [...others.slice(0, place), ...block, ...others.slice(place)];
}

/** The keys to write, so that they stand in the new order. */
export function keysForOrder(
  newOrder: readonly string[],
  moved: ReadonlySet<string>,
  keys: ReadonlyMap<string, number>,
): QueueKey[] {
  const changes: QueueKey[] = [];
  for (let start = 0; start < newOrder.length; start++) {
    if (!moved.has(newOrder[start]!)) continue;
    let end = start;
    while (end < newOrder.length && moved.has(newOrder[end]!)) end++;
    const before = start > 0 ? keys.get(newOrder[start - 1]!)! : null;
    const after = end < newOrder.length ? keys.get(newOrder[end]!)! : null;
    const count = end - start;
    const { first, step } = placesBetween(before, after, count);
    if (step < 1) return numberedAnew(newOrder);
    for (let at = start; at < end; at++) {
      changes.push({ id: newOrder[at]!, queueKey: first + (at - start) * step });
    }
    start = end;
  }
  return changes;
}

function movedUp(order: readonly string[], moved: ReadonlySet<string>): string[] {
  const result = [...order];
  for (let at = 1; at < result.length; at++) {
    const [before, here] = [result[at - 1]!, result[at]!];
    if (moved.has(here) && !moved.has(before)) [result[at - 1], result[at]] = [here, before];
  }
  return result;
}

function placesBetween(
  before: number | null,
  after: number | null,
  count: number,
): { first: number; step: number } {
  if (after === null) return { first: (before ?? 0) + QUEUE_KEY_STEP, step: QUEUE_KEY_STEP };
  if (before === null) return { first: after - count * QUEUE_KEY_STEP, step: QUEUE_KEY_STEP };
  const step = Math.floor((after - before) / (count + 1));
  return { first: before + step, step };
}

function numberedAnew(order: readonly string[]): QueueKey[] {
  return order.map((id, at) => ({ id, queueKey: (at + 1) * QUEUE_KEY_STEP }));
}
