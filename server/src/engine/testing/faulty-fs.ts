/**
 * Node's file calls, of which the k-th fails: `vi.mock('node:fs', async (original) => faultyFs(await original()))`
 * puts them before the code that is tested. Whoever uses this wants to know what is left after any single fault, or
 * after a process that ended between any two calls. Nothing is really synced: the machine does not lose power here,
 * and a sweep over all calls would wait for the disk thousands of times.
 */
import type * as Fs from 'node:fs';

/** What a test cannot reasonably see fail: it gives descriptors back. */
const NEVER_FAIL = new Set(['closeSync']);

class FaultPlan {
  /** Calls since the last `arm`. */
  calls = 0;
  #failAt = Infinity;
  #code = '';
  #isEnd = false;

  /** The `failAt`-th call from now fails with the code; with `isEnd` all after it too, as if there was no process. */
  arm(failAt: number, code: string, isEnd = false): void {
    this.calls = 0;
    this.#failAt = failAt;
    this.#code = code;
    this.#isEnd = isEnd;
  }

  disarm(): void {
    this.#failAt = Infinity;
  }

  /** Whether the fault that was armed came. */
  get hasStruck(): boolean {
    return this.calls >= this.#failAt;
  }

  strike(call: string): void {
    this.calls++;
    if (this.calls !== this.#failAt && !(this.#isEnd && this.calls > this.#failAt)) return;
    throw Object.assign(new Error(`${this.#code}: by order, ${call}`), { code: this.#code });
  }
}

export const fsFaults = new FaultPlan();

/** The synchronous calls fail as planned, the others are as they were. */
export function faultyFs(original: typeof Fs): Record<string, unknown> {
  const faulty: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(original)) {
    const canFail = name.endsWith('Sync') && typeof member === 'function' && !NEVER_FAIL.has(name);
    faulty[name] = canFail ? failing(name, member as (...given: unknown[]) => unknown) : member;
  }
  faulty.fsyncSync = failing('fsyncSync', () => {});
  faulty.realpathSync = Object.assign(failing('realpathSync', original.realpathSync as never), {
    native: failing('realpathSync', original.realpathSync.native as never),
  });
  return faulty;
}

function failing(name: string, call: (...given: unknown[]) => unknown) {
  return (...given: unknown[]): unknown => {
    fsFaults.strike(name);
    return call(...given);
  };
}
