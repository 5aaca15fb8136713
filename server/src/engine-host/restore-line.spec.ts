import { describe, expect, it } from 'vitest';
import { RestoreLine } from './restore-line.ts';

describe('RestoreLine', () => {
  it('gives all out in their order, each once', () => {
    const line = new RestoreLine(['a', 'b', 'c']);
    expect([line.take(2), line.take(2), line.take(2)]).toEqual([['a', 'b'], ['c'], []]);
  });

  it('gives first what somebody waits for', () => {
    const line = new RestoreLine(['a', 'b', 'c', 'd']);
    void line.whenDone('c');
    expect([line.take(2), line.take(2)]).toEqual([
      ['c', 'a'],
      ['b', 'd'],
    ]);
  });

  it('has what is not done, and tells when it is', async () => {
    const line = new RestoreLine(['a', 'b']);
    const heard: string[] = [];
    const waiting = line.whenDone('a').then(() => heard.push('a'));
    line.take(1);
    expect([line.has('a'), [...line.ids()]]).toEqual([true, ['b', 'a']]);
    line.done('a');
    await waiting;
    expect([line.has('a'), heard]).toEqual([false, ['a']]);
    await line.whenDone('a');
  });

  it('tells those whose turn never comes', async () => {
    const line = new RestoreLine(['a', 'b']);
    const heard = line.whenDone('b').catch((error: Error) => error.message);
    line.stop(new Error('stopping'));
    expect(await heard).toBe('stopping');
    expect([line.take(2), line.has('a')]).toEqual([[], false]);
  });
});
