import { TestBed } from '@angular/core/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { DownloadStore } from '../live/download-store';
import { SCHEDULE_FRAME } from '../live/frame-scheduler';
import { buildDownload } from '../testing/downloads';
import { ListQuery } from './list-query';
import { ListView } from './list-view';
import { Selection } from './selection';

const alpha = buildDownload(1, { name: 'alpha 10', totalBytes: 30 });
const beta = buildDownload(2, { name: 'Beta', totalBytes: 10, state: 'seeding', uploadRate: 5 });
const alpha2 = buildDownload(3, { name: 'Alpha 9', totalBytes: 20, state: 'paused' });

describe('the list', () => {
  let store: DownloadStore;
  let view: ListView;
  let query: ListQuery;
  let selection: Selection;
  const names = () => view.ids().map((id) => store.peek(id)?.name);

  beforeEach(() => {
    localStorage.clear();
    TestBed.configureTestingModule({
      providers: [{ provide: SCHEDULE_FRAME, useValue: (callback: () => void) => callback() }],
    });
    store = TestBed.inject(DownloadStore);
    view = TestBed.inject(ListView);
    query = TestBed.inject(ListQuery);
    selection = TestBed.inject(Selection);
    store.replaceAll([alpha, beta, alpha2]);
  });

  it('shows the newest first unless asked otherwise', () => {
    expect(names()).toEqual(['Alpha 9', 'Beta', 'alpha 10']);
  });

  it('sorts by name regardless of case and with numbers as numbers', () => {
    view.sortBy('name');
    expect(names()).toEqual(['Alpha 9', 'alpha 10', 'Beta']);
  });

  it('turns the order round when the same field is asked again', () => {
    view.sortBy('totalBytes');
    expect(names()).toEqual(['alpha 10', 'Alpha 9', 'Beta']);
    view.sortBy('totalBytes');
    expect(names()).toEqual(['Beta', 'Alpha 9', 'alpha 10']);
  });

  it('filters by state and by activity', () => {
    query.setFilter('paused');
    expect(names()).toEqual(['Alpha 9']);
    query.setFilter('active');
    expect(names()).toEqual(['Beta']);
  });

  it('finds every word of the search in any order', () => {
    query.setSearch('10 ALPHA');
    expect(names()).toEqual(['alpha 10']);
  });

  it('sorts by a second key where the first is equal, and says which key each is', () => {
    store.patch(beta.id, { totalBytes: 30 });
    view.sortBy('totalBytes');
    view.thenBy('name');
    expect(names()).toEqual(['alpha 10', 'Beta', 'Alpha 9']);
    view.thenBy('name');
    expect(names()).toEqual(['Beta', 'alpha 10', 'Alpha 9']);
    expect(view.sortOf('name')).toEqual({ place: 2, direction: 'desc' });
    view.sortBy('name');
    expect(view.sorts()).toEqual([{ field: 'name', direction: 'asc' }]);
  });

  it('begins anew with what it was sorted by', () => {
    view.setSorts([
      { field: 'category', direction: 'asc' },
      { field: 'name', direction: 'desc' },
    ]);
    TestBed.resetTestingModule();
    expect(TestBed.inject(ListView).sorts()).toHaveLength(2);
  });

  describe('held by the pointer', () => {
    beforeEach(() => {
      view.sortBy('name');
      expect(names()).toEqual(['Alpha 9', 'alpha 10', 'Beta']);
      view.hold(true, 'pointer');
    });

    it('leaves rows where they are, and says that this is not their order any more', () => {
      expect(view.isStale()).toBe(false);
      store.patch(beta.id, { name: 'Aaron' });
      expect(names()).toEqual(['Alpha 9', 'alpha 10', 'Aaron']);
      expect(view.isStale()).toBe(true);
      view.hold(false, 'pointer');
      expect(names()).toEqual(['Aaron', 'Alpha 9', 'alpha 10']);
      expect(view.isStale()).toBe(false);
    });

    it('keeps rows that do not match any more until it is let go', () => {
      query.setFilter('paused');
      expect(names()).toEqual(['Alpha 9']);
      store.patch(alpha2.id, { state: 'seeding' });
      expect(names()).toEqual(['Alpha 9']);
      view.hold(false, 'pointer');
      expect(names()).toEqual([]);
    });

    it('takes in what is added and lets go what is removed', () => {
      store.put(buildDownload(4, { name: 'Apex' }));
      store.remove(alpha2.id);
      expect(names()).toEqual(['alpha 10', 'Apex', 'Beta']);
    });

    it('follows the user who asks for another order', () => {
      store.patch(beta.id, { name: 'Aaron' });
      view.showCurrent();
      expect(names()).toEqual(['Aaron', 'Alpha 9', 'alpha 10']);
      view.sortBy('name');
      expect(names()).toEqual(['alpha 10', 'Alpha 9', 'Aaron']);
    });

    it('stays held while a menu is open, though the pointer is gone', () => {
      view.hold(true, 'menu');
      view.hold(false, 'pointer');
      store.patch(beta.id, { name: 'Aaron' });
      expect(names()).toEqual(['Alpha 9', 'alpha 10', 'Aaron']);
      view.hold(false, 'menu');
      expect(names()).toEqual(['Aaron', 'Alpha 9', 'alpha 10']);
    });
  });

  it('takes in a new download at its place', () => {
    view.sortBy('name');
    store.put(buildDownload(4, { name: 'Apex' }));
    expect(names()).toEqual(['Alpha 9', 'alpha 10', 'Apex', 'Beta']);
  });

  it('lets a download leave when its state no longer matches the filter', () => {
    query.setFilter('seeding');
    store.patch(beta.id, { state: 'paused' });
    expect(names()).toEqual([]);
  });

  it('selects a range from the anchor in the order shown', () => {
    view.sortBy('name');
    selection.only(alpha2.id);
    selection.extendTo(beta.id);
    expect([...selection.selected()]).toEqual([alpha2.id, alpha.id, beta.id]);
    selection.extendTo(alpha.id);
    expect([...selection.selected()]).toEqual([alpha2.id, alpha.id]);
  });

  it('adds and takes away single rows', () => {
    selection.only(alpha.id);
    selection.toggle(beta.id);
    selection.toggle(alpha.id);
    expect([...selection.selected()]).toEqual([beta.id]);
  });

  it('does not keep selected what is filtered out or removed', () => {
    selection.selectAll();
    query.setFilter('paused');
    expect([...selection.selected()]).toEqual([alpha2.id]);
    store.remove(alpha2.id);
    expect(selection.selected().size).toBe(0);
  });

  it('adds a range to what is selected', () => {
    view.sortBy('name');
    selection.only(alpha2.id);
    selection.toggle(beta.id);
    selection.extendTo(alpha.id, true);
    expect(selection.selected().size).toBe(3);
  });

  it('moves the keyboard alone, and leaves what is selected', () => {
    view.sortBy('name');
    selection.only(alpha2.id);
    selection.move(2, false, true);
    expect(selection.active()).toBe(beta.id);
    expect([...selection.selected()]).toEqual([alpha2.id]);
  });

  it('selects by taps from the first that was held until it is done', () => {
    selection.startSelecting(alpha.id);
    expect(selection.isSelecting()).toBe(true);
    selection.toggle(alpha.id);
    expect(selection.isSelecting()).toBe(true);
    selection.clear();
    expect(selection.isSelecting()).toBe(false);
  });

  it('moves the keyboard within the list and starts at the top', () => {
    expect(selection.move(1, false)).toBe(0);
    expect(selection.move(1, false)).toBe(1);
    expect(selection.move(Infinity, false)).toBe(2);
    expect(selection.move(1, false)).toBe(2);
    expect(selection.active()).toBe(alpha.id);
  });
});
