import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { WatchTab } from '@shared/events/stream.js';
import { DetailStream, type DetailReader } from './detail-stream.ts';

class Reader implements DetailReader {
  readonly heard: string[] = [];
  send(id: string, tab: WatchTab, details: unknown): void {
    this.heard.push(`${id} ${tab} ${JSON.stringify(details)}`);
  }
}

const reads: string[] = [];
let value = 1;
const stream = new DetailStream({
  read(id, tab) {
    reads.push(`${id} ${tab}`);
    return id === 'gone' ? Promise.reject(new Error('gone')) : Promise.resolve(value);
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
    expect(reader.heard).toEqual(['a peers 1', 'a peers 1', 'a peers 2']);
  });

  it('computes once for all who watch the same', async () => {
    const [first, second] = [new Reader(), new Reader()];
    await stream.watch(first, 'a', ['peers']);
    await stream.watch(second, 'a', ['peers']);
    reads.length = 0;
    await tick();
    expect(reads).toEqual(['a peers']);
    expect(second.heard.at(-1)).toBe('a peers 1');
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
