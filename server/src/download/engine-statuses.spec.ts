import { describe, expect, it } from 'vitest';
import type { DownloadStatus, StatusChanges } from '../engine/index.ts';
import { EngineStatuses } from './engine-statuses.ts';

const status = (id: string, peers = 0): DownloadStatus =>
  ({ id, peers, error: null, move: { directory: '/', progress: 0.5 } }) as DownloadStatus;

/** Answers when it is told to. */
class SlowEngine {
  readonly asked: number[] = [];
  readonly #answers: ((changes: StatusChanges) => void)[] = [];

  changedSince(version: number): Promise<StatusChanges> {
    this.asked.push(version);
    return new Promise((resolve) => this.#answers.push(resolve));
  }

  async answer(version: number, changes: Partial<StatusChanges>): Promise<void> {
    this.#answers.shift()!({ version, isWhole: false, changed: [], gone: [], ...changes });
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('EngineStatuses', () => {
  it('asks for what is new, and forgets what is gone', async () => {
    const engine = new SlowEngine();
    const statuses = new EngineStatuses(engine);
    void statuses.refresh();
    await engine.answer(7, { isWhole: true, changed: [status('a'), status('b')] });
    void statuses.refresh();
    await engine.answer(9, { changed: [status('b', 5)], gone: ['a'] });
    expect(engine.asked).toEqual([0, 7]);
    expect([...statuses.all.values()]).toEqual([status('b', 5)]);
  });

  it('keeps the object of a status that says the same', async () => {
    const engine = new SlowEngine();
    const statuses = new EngineStatuses(engine);
    void statuses.refresh();
    await engine.answer(1, { isWhole: true, changed: [status('a'), status('b')] });
    const before = [...statuses.all.values()];
    void statuses.refresh();
    await engine.answer(2, { isWhole: true, changed: [status('a'), status('b', 1)] });
    expect(statuses.all.get('a')).toBe(before[0]);
    expect(statuses.all.get('b')).not.toBe(before[1]);
  });

  it('asks anew for those who come while an answer is under way, once for all of them', async () => {
    const engine = new SlowEngine();
    const statuses = new EngineStatuses(engine);
    const done: string[] = [];
    void statuses.refresh().then(() => done.push('first'));
    for (const name of ['second', 'third']) void statuses.refresh().then(() => done.push(name));
    await engine.answer(1, {});
    expect(done).toEqual(['first']);
    await engine.answer(2, {});
    expect(done).toEqual(['first', 'second', 'third']);
    expect(engine.asked).toHaveLength(2);
  });

  it('goes on after a question that failed', async () => {
    const whole = { version: 1, isWhole: true, changed: [status('a')], gone: [] };
    const answers = [Promise.reject(new Error('stopped')), Promise.resolve(whole)];
    const statuses = new EngineStatuses({ changedSince: () => answers.shift()! });
    const failing = statuses.refresh();
    const waiting = statuses.refresh();
    await expect(failing).rejects.toThrow('stopped');
    await waiting;
    expect(statuses.all.size).toBe(1);
  });
});
