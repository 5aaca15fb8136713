import { TestBed } from '@angular/core/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { buildDownload } from '../testing/downloads';
import { DownloadStore } from './download-store';
import { SCHEDULE_FRAME } from './frame-scheduler';

describe('DownloadStore', () => {
  let store: DownloadStore;
  let frames: (() => void)[];
  const nextFrame = () => frames.splice(0).forEach((frame) => frame());
  const [one, two] = [buildDownload(1), buildDownload(2, { state: 'seeding' })];

  beforeEach(() => {
    frames = [];
    TestBed.configureTestingModule({
      providers: [
        { provide: SCHEDULE_FRAME, useValue: (callback: () => void) => frames.push(callback) },
      ],
    });
    store = TestBed.inject(DownloadStore);
    store.replaceAll([one, two]);
    nextFrame();
  });

  it('counts each filter of a whole list', () => {
    expect(store.counts()).toMatchObject({ all: 2, downloading: 1, seeding: 1, active: 0 });
  });

  it('moves its revision once a frame however many changes came', () => {
    const before = store.revision();
    for (let rate = 1; rate <= 50; rate += 1) {
      store.applyProgress([{ id: one.id, downloadRate: rate }]);
    }
    expect(frames).toHaveLength(1);
    nextFrame();
    expect(store.revision()).toBe(before + 1);
    expect(store.row(one.id)?.downloadRate).toBe(50);
  });

  it('keeps the structure where only rates move', () => {
    const before = store.structure();
    store.applyProgress([{ id: one.id, downloadRate: 9 }]);
    nextFrame();
    expect(store.structure()).toBe(before);
    expect(store.counts().active).toBe(1);
  });

  it('leaves the row object of an unchanged download as it was', () => {
    store.applyProgress([{ id: one.id, downloadRate: 9 }]);
    nextFrame();
    expect(store.row(two.id)).toBe(two);
  });

  it('moves a download from one count to the other with its state', () => {
    store.patch(one.id, { state: 'paused' });
    nextFrame();
    expect(store.counts()).toMatchObject({ all: 2, downloading: 0, paused: 1 });
  });

  it('forgets a removed download and its counts', () => {
    store.remove(two.id);
    store.remove('unknown');
    nextFrame();
    expect(store.row(two.id)).toBeUndefined();
    expect(store.counts()).toMatchObject({ all: 1, seeding: 0 });
  });

  it('ignores rates of a download that it does not know', () => {
    store.applyProgress([{ id: 'unknown', downloadRate: 9 }]);
    nextFrame();
    expect(store.counts().all).toBe(2);
  });

  it('keeps the places of the queue as the server counts them', () => {
    const [three, four] = [buildDownload(3), buildDownload(4)];
    const order = () => {
      nextFrame();
      const rows = [...store.all()].toSorted((a, b) => a.queuePosition - b.queuePosition);
      expect(rows.map((row) => row.queuePosition)).toEqual(rows.map((_, at) => at + 1));
      return rows.map((row) => Number(row.id));
    };
    store.put(three);
    store.put(four);
    store.moveInQueue([
      { id: four.id, queuePosition: 1 },
      { id: two.id, queuePosition: 3 },
    ]);
    expect(order()).toEqual([4, 1, 2, 3]);
    store.remove(four.id);
    store.remove(two.id);
    expect(order()).toEqual([1, 3]);
    store.put(buildDownload(5, { queuePosition: 1 }));
    store.remove(one.id);
    store.patch(three.id, { progress: 1 });
    store.put(buildDownload(6, { queuePosition: 3 }));
    expect(order()).toEqual([5, 3, 6]);
  });

  it('keeps a row that is out of sight true, and shows it again as it is then', () => {
    store.hide([one.id]);
    nextFrame();
    expect(store.peek(one.id)).toBeUndefined();
    expect(store.counts()).toMatchObject({ all: 1, downloading: 0 });
    store.applyProgress([{ id: one.id, progress: 0.9 }]);
    store.patch(one.id, { state: 'paused' });
    store.put(buildDownload(3, { queuePosition: 1 }));
    store.reveal([one.id]);
    nextFrame();
    expect(store.row(one.id)).toMatchObject({ state: 'paused', progress: 0.9, queuePosition: 2 });
    expect(store.counts()).toMatchObject({ all: 3, paused: 1 });
  });

  it('hides it in a list that is read anew, and forgets it when it is removed', () => {
    store.hide([one.id]);
    store.replaceAll([one, two]);
    expect([...store.all()]).toEqual([two]);
    store.remove(one.id);
    store.reveal([one.id]);
    nextFrame();
    expect([...store.all()]).toEqual([{ ...two, queuePosition: 1 }]);
    expect(store.counts().all).toBe(1);
  });
});
