import { describe, expect, it } from 'vitest';
import { AnnounceSchedule } from './announce-schedule.ts';

interface Named {
  name: string;
  isUrgent(): boolean;
}

const swarm = (name: string, isUrgent = false): Named => ({ name, isUrgent: () => isUrgent });

/** Takes everything that is due, in order, and ends it with the delay. */
function drain(schedule: AnnounceSchedule<Named>, now: number, delayMs: number): string[] {
  const names: string[] = [];
  for (let [next] = schedule.take(now, now); next; [next] = schedule.take(now, now)) {
    names.push(next.name);
    schedule.end(next, now, delayMs);
  }
  return names;
}

describe('the order of announces', () => {
  it('begins with those that lack peers, then whoever waits longest', () => {
    const schedule = new AnnounceSchedule<Named>();
    schedule.add(swarm('old seed'), 0);
    schedule.add(swarm('new seed'), 10);
    schedule.add(swarm('old download', true), 5);
    schedule.add(swarm('new download', true), 20);
    expect(drain(schedule, 30, 1_000)).toEqual([
      'old download',
      'new download',
      'old seed',
      'new seed',
    ]);
  });

  it('comes to each again after its delay and not before', () => {
    const schedule = new AnnounceSchedule<Named>();
    schedule.add(swarm('one'), 0);
    expect(drain(schedule, 0, 900)).toEqual(['one']);
    expect(drain(schedule, 899, 900)).toEqual([]);
    expect(drain(schedule, 900, 900)).toEqual(['one']);
  });

  it('never gives out one that is under way', () => {
    const schedule = new AnnounceSchedule<Named>();
    schedule.add(swarm('one'), 0);
    expect(schedule.take(0, 0)).toHaveLength(1);
    expect(schedule.take(10_000, 0)).toEqual([]);
  });

  it('forgets who left, even while it is under way', () => {
    const schedule = new AnnounceSchedule<Named>();
    const one = swarm('one');
    schedule.add(one, 0);
    schedule.take(0, 0);
    schedule.delete(one);
    schedule.end(one, 1, 0);
    expect(schedule.take(1_000_000, 0)).toEqual([]);
  });

  it('lets all of a thousand seeds have their turn, one after the other', () => {
    const schedule = new AnnounceSchedule<Named>();
    for (let index = 0; index < 1_000; index++) schedule.add(swarm(`${index}`), 0);
    const seen = new Set<string>();
    for (let second = 0; second < 1_000; second++) {
      for (const next of schedule.take(second, second)) {
        seen.add(next.name);
        schedule.end(next, second, 100);
      }
    }
    expect(seen.size).toBe(1_000);
  });

  it('hurries who is asked to, but not twice within half a minute', () => {
    const schedule = new AnnounceSchedule<Named>();
    const one = swarm('one');
    schedule.add(one, 0);
    drain(schedule, 0, 900_000);
    schedule.hurry(one, 10_000);
    expect(drain(schedule, 29_999, 900_000)).toEqual([]);
    expect(drain(schedule, 30_000, 900_000)).toEqual(['one']);
    schedule.hurry(one, 200_000);
    expect(drain(schedule, 200_000, 900_000)).toEqual(['one']);
  });

  it('gives urgent ones alone where that is asked for', () => {
    const schedule = new AnnounceSchedule<Named>();
    schedule.add(swarm('seed'), 0);
    schedule.add(swarm('download', true), 1);
    const names = (urgentOnly: boolean): string[] =>
      schedule.take(2, 2, { urgentOnly }).map(({ name }) => name);
    expect(names(true)).toEqual(['download']);
    expect(names(true)).toEqual([]);
    expect(names(false)).toEqual(['seed']);
  });

  it('gives several at once, in the same order', () => {
    const schedule = new AnnounceSchedule<Named>();
    for (const at of [5, 3, 4, 1, 2]) schedule.add(swarm(`${at}`), at);
    schedule.add(swarm('download', true), 6);
    const names = (): string[] => schedule.take(9, 9, { most: 4 }).map(({ name }) => name);
    expect(names()).toEqual(['download', '1', '2', '3']);
    expect(names()).toEqual(['4', '5']);
  });

  it('tells what is under way and when the next one is', () => {
    const schedule = new AnnounceSchedule<Named>();
    const one = swarm('one');
    expect(schedule.status(one, 0, 0).state).toBe('off');
    schedule.add(one, 0);
    expect(schedule.status(one, 5, 1_005).state).toBe('waiting');
    schedule.take(10, 1_010);
    expect(schedule.status(one, 11, 1_011)).toMatchObject({
      state: 'announcing',
      nextAnnounceAt: null,
    });
    schedule.end(one, 20, 100);
    expect(schedule.status(one, 30, 1_030)).toEqual({
      state: 'announced',
      lastAnnounceAt: 1_010,
      nextAnnounceAt: 1_120,
    });
  });
});
