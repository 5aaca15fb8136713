import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { DetailStream, type DetailReader } from './detail-stream.ts';

class Reader implements DetailReader {
  readonly heard: string[] = [];
  isReadyForDetails = true;
  sendDetails(_name: string, texts: Iterable<string>): void {
    this.heard.push(...texts);
  }
  dropDetails(): void {}
}

const reads: string[] = [];
let value = 1;
let pieces = { count: 0, have: '' };
const stream = new DetailStream({
  read(id, tab) {
    reads.push(`${id} ${tab}`);
    if (id === 'gone') return Promise.reject(new Error('gone'));
    if (tab === 'pieces') return Promise.resolve(pieces);
    return Promise.resolve(tab === 'files' ? [] : value);
  },
});

afterEach(() => {
  stream.stop();
  reads.length = 0;
  value = 1;
});

async function tick(): Promise<void> {
  stream.tick();
  await nextTurn();
}

describe('DetailStream', () => {
  it('sends the present details at once, and then only what changed', async () => {
    const reader = new Reader();
    await stream.watch(reader, 'a', ['peers']);
    await tick();
    await tick();
    value = 2;
    await tick();
    expect(reader.heard).toEqual(['{"id":"a","peers":1}', '{"id":"a","peers":2}']);
  });

  it('computes once for all who watch the same', async () => {
    const [first, second] = [new Reader(), new Reader()];
    await stream.watch(first, 'a', ['peers']);
    await stream.watch(second, 'a', ['peers']);
    expect([first.heard.length, second.heard.length]).toEqual([1, 1]);
    reads.length = 0;
    value = 2;
    await tick();
    expect(reads).toEqual(['a peers']);
    expect(first.heard.at(-1)).toBe('{"id":"a","peers":2}');
    expect(second.heard.at(-1)).toBe('{"id":"a","peers":2}');
  });

  it('gives the whole to a reader that could not be told of a change', async () => {
    const [quick, slow] = [new Reader(), new Reader()];
    pieces = { count: 16, have: 'gAA=' };
    await stream.watch(quick, 'a', ['pieces']);
    await stream.watch(slow, 'a', ['pieces']);
    slow.isReadyForDetails = false;
    pieces = { count: 16, have: 'wAA=' };
    await tick();
    slow.isReadyForDetails = true;
    await tick();
    expect(quick.heard.at(-1)).toBe('{"id":"a","gained":[[1,1]],"lost":[]}');
    expect(slow.heard.slice(1)).toEqual(['{"id":"a","count":16,"have":"wAA="}']);
  });

  it('looks at files every other second', async () => {
    await stream.watch(new Reader(), 'a', ['files', 'trackers']);
    reads.length = 0;
    await tick();
    await tick();
    expect(reads.toSorted()).toEqual(['a files', 'a trackers', 'a trackers']);
  });

  it('computes nothing when nobody watches', async () => {
    const reader = new Reader();
    await stream.watch(reader, 'a', ['peers']);
    stream.unwatch(reader);
    reads.length = 0;
    await tick();
    expect(reads).toEqual([]);
    expect(stream.isIdle).toBe(true);
  });

  it('follows only the last download that a reader asked for', async () => {
    const reader = new Reader();
    await stream.watch(reader, 'a', ['peers']);
    await stream.watch(reader, 'b', ['peers']);
    reads.length = 0;
    await tick();
    expect(reads).toEqual(['b peers']);
  });

  it('lets go of a download that was removed', async () => {
    await stream.watch(new Reader(), 'a', ['peers', 'files']);
    stream.drop('a');
    expect(stream.isIdle).toBe(true);
  });

  it('goes on where a watched download is gone', async () => {
    const reader = new Reader();
    await stream.watch(reader, 'gone', ['peers']).catch(() => {});
    await tick();
    expect(reader.heard).toEqual([]);
  });
});
