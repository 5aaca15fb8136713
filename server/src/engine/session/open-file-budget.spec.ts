import { describe, expect, it } from 'vitest';
import { apiConnections, openFileBudget, openFileLimit } from './open-file-budget.ts';

/** What an idle server with so many disk threads has open. */
const idle = (diskWorkers: number): number => 36 + 6 * diskWorkers;

describe('openFileBudget', () => {
  it.each([
    [256, 1],
    [256, 2],
    [512, 4],
    [1_024, 8],
    [4_096, 8],
    [65_536, 8],
    [1_048_576, 64],
  ])('gives away no more than %i, with %i disk threads', (limit, diskWorkers) => {
    const { filesPerWorker, peerConnections } = openFileBudget(limit, diskWorkers);
    const sum =
      idle(diskWorkers) + apiConnections(limit) + filesPerWorker * diskWorkers + peerConnections;
    expect(sum).toBeLessThanOrEqual(limit);
  });

  it('leaves what is usual as it is: 500 connections, 128 files a thread', () => {
    const { filesPerWorker, peerConnections } = openFileBudget(1_024, 1);
    expect(filesPerWorker).toBe(128);
    expect(peerConnections).toBeGreaterThanOrEqual(500);
  });

  it('leaves 64 for the API, and enough peers to download, where only 256 are allowed', () => {
    expect(apiConnections(256)).toBe(64);
    const { filesPerWorker, peerConnections } = openFileBudget(256, 1);
    expect(filesPerWorker).toBeGreaterThanOrEqual(40);
    expect(peerConnections).toBeGreaterThanOrEqual(80);
  });

  it('gives everyone a little where there is too little for anything', () => {
    expect(openFileBudget(20, 2)).toEqual({ filesPerWorker: 4, peerConnections: 8 });
  });

  it('holds nobody where the system has no limit', () => {
    expect(openFileBudget(null, 2)).toEqual({ filesPerWorker: 128, peerConnections: Infinity });
    expect(apiConnections(null)).toBe(4_096);
  });
});

describe('openFileLimit', () => {
  it('is what the system says of this process', () => {
    const limit = openFileLimit();
    expect(limit === null || limit > 16).toBe(true);
  });
});
