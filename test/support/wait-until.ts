/** Waiting for what another program does, by asking again and again: there is no event to listen to. */
import { setTimeout as sleep } from 'node:timers/promises';

export interface WaitOptions {
  timeoutMs: number;
  intervalMs?: number;
  /** Ends the sentence "Waited ... ms in vain for ...". */
  what: string;
}

/** Resolves once `condition` does with true. What it rejects with is kept for the message of a timeout. */
export async function waitUntil(
  condition: () => Promise<boolean> | boolean,
  { timeoutMs, intervalMs = 50, what }: WaitOptions,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  let cause: unknown;
  while (performance.now() < deadline) {
    try {
      if (await condition()) return;
    } catch (error) {
      cause = error;
    }
    await sleep(intervalMs);
  }
  throw new Error(`Waited ${timeoutMs} ms in vain for ${what}.`, { cause });
}
