import { beforeEach, describe, expect, it } from 'vitest';
import { JOB, OPERATION, STATUS } from './disk-protocol.ts';
import { Fences } from './fences.ts';

const STORAGE = 3;

let submitted: number[] = [];
let refused: [tag: number, status: number][] = [];
let fences: Fences;

function job(tag: number, operation: number = OPERATION.write, storage = STORAGE): number[] {
  return [operation, storage, 0, 0, 0, 0, tag];
}

/** A work whose end the test decides. */
function openWork(): { work: () => Promise<string>; end: () => void } {
  let end = (): void => {};
  const done = new Promise<string>((resolve) => (end = () => resolve('done')));
  return { work: async () => done, end: () => end() };
}

async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

beforeEach(() => {
  submitted = [];
  refused = [];
  fences = new Fences(
    (held) => submitted.push(held[JOB.tag]!),
    (jobs) => refused.push([jobs[JOB.tag]!, jobs[JOB.status]!]),
  );
});

describe('Fences', () => {
  it('let everything through where there is none', () => {
    expect([fences.isEmpty, fences.takes(...job(1))]).toEqual([true, false]);
  });

  it('hold jobs back until the work is done, in their order, and those of others not', async () => {
    const { work, end } = openWork();
    const result = fences.run(STORAGE, async () => {}, work);
    expect(fences.takes(...job(1))).toBe(true);
    await settled();
    expect(fences.takes(...job(2, OPERATION.read))).toBe(true);
    expect(fences.takes(...job(3, OPERATION.write, STORAGE + 1))).toBe(false);
    expect(submitted).toEqual([]);
    end();
    expect(await result).toBe('done');
    await settled();
    expect([submitted, fences.isEmpty]).toEqual([[1, 2], true]);
  });

  it('begin the work only when the jobs before it are done', async () => {
    const drained = openWork();
    let hasBegun = false;
    const result = fences.run(STORAGE, drained.work, async () => (hasBegun = true));
    await settled();
    expect(hasBegun).toBe(false);
    drained.end();
    expect(await result).toBe(true);
  });

  it('do works one after the other, and hold jobs until the last is done', async () => {
    const order: string[] = [];
    const work = (name: string) => async (): Promise<void> => {
      order.push(`${name} begins`);
      await settled();
      order.push(`${name} ends`);
    };
    const one = fences.run(STORAGE, async () => {}, work('one'));
    const other = fences.run(STORAGE, async () => {}, work('other'));
    expect(fences.takes(...job(1))).toBe(true);
    await one;
    expect([fences.takes(...job(2)), submitted]).toEqual([true, []]);
    await other;
    await settled();
    expect(order).toEqual(['one begins', 'one ends', 'other begins', 'other ends']);
    expect(submitted).toEqual([1, 2]);
  });

  it('are passed when the jobs that they held are with their workers, whatever works follow', async () => {
    const [one, other] = [openWork(), openWork()];
    const first = fences.run(STORAGE, async () => {}, one.work);
    expect(fences.takes(...job(1))).toBe(true);
    const second = fences.run(STORAGE, async () => {}, other.work);
    let hadGone: number[] | null = null;
    const passed = fences.passed(STORAGE).then(() => (hadGone = [...submitted]));
    one.end();
    await first;
    await settled();
    expect(hadGone).toBeNull();
    other.end();
    await second;
    await passed;
    expect(hadGone).toEqual([1]);
    await fences.passed(STORAGE);
  });

  it('go down though the work fails', async () => {
    const failing = fences.run(
      STORAGE,
      async () => {},
      async () => Promise.reject(new Error('no')),
    );
    await expect(failing).rejects.toThrow('no');
    await settled();
    expect(fences.isEmpty).toBe(true);
  });

  it('take no writes after a work that failed, but reads, until one succeeds', async () => {
    const refuseWith = async (status: number): Promise<void> =>
      fences.run(
        STORAGE,
        async () => {},
        async () => {
          expect(fences.takes(...job(1))).toBe(true);
          fences.setRefusal(STORAGE, status);
        },
      );
    await refuseWith(STATUS.diskFull);
    await settled();
    expect(fences.takes(...job(2, OPERATION.writeLast))).toBe(true);
    expect(fences.takes(...job(3, OPERATION.read))).toBe(false);
    await settled();
    expect(refused).toEqual([
      [1, STATUS.diskFull],
      [2, STATUS.diskFull],
    ]);
    await refuseWith(STATUS.ok);
    await settled();
    expect([submitted, fences.isEmpty]).toEqual([[1], true]);
  });
});
