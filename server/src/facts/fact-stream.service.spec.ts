import { describe, expect, it } from 'vitest';
import { silentLogger } from '../engine/index.ts';
import { FactStreamService, type NewFact, type PublishedFact } from './fact-stream.service.ts';

const removed = (id: string): NewFact => ({
  name: 'download:removed',
  payload: { id, deletedData: false },
});

describe('FactStreamService', () => {
  it('keeps the order of publishing, however long each takes to prepare', async () => {
    const stream = new FactStreamService(silentLogger);
    const heard: PublishedFact[] = [];
    stream.onFact((fact) => heard.push(fact));
    let release: (fact: NewFact) => void = () => {};
    stream.publish(() => new Promise((resolve) => (release = resolve)));
    stream.publish(() => removed('second'));
    await Promise.resolve();
    release(removed('first'));
    await stream.settled();
    expect(heard.map((fact) => fact.payload)).toMatchObject([
      { id: 'first', position: { sequence: 1 } },
      { id: 'second', position: { sequence: 2 } },
    ]);
    expect(stream.position.sequence).toBe(2);
  });

  it('counts nothing where there was nothing to tell or it could not be prepared', async () => {
    const stream = new FactStreamService(silentLogger);
    stream.publish(() => Promise.resolve(null));
    stream.publish(() => Promise.reject(new Error('no')));
    stream.publish(() => removed('a'));
    await stream.settled();
    expect(stream.position.sequence).toBe(1);
  });
});
