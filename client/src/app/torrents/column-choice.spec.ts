import { TestBed } from '@angular/core/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { writePreference } from '../ui/preference';
import { ColumnChoice, parseLayout } from './column-choice';
import { COLUMNS, COLUMN_IDS, DEFAULT_COLUMNS } from './torrent-columns';

const ROOMY_PX = 1400;

describe('ColumnChoice', () => {
  let choice: ColumnChoice;

  const start = () => {
    TestBed.resetTestingModule();
    choice = TestBed.inject(ColumnChoice);
    choice.setRoom(ROOMY_PX);
  };

  beforeEach(() => {
    localStorage.clear();
    start();
  });

  it('offers a word and a width for every column', () => {
    expect(COLUMN_IDS.length).toBeGreaterThanOrEqual(30);
    for (const id of COLUMN_IDS) {
      expect(COLUMNS[id].title).not.toBe('');
      expect(COLUMNS[id].widthPx).toBeGreaterThan(0);
    }
  });

  it('leaves out the least needed default columns where there is no room', () => {
    expect(choice.ids()).toEqual(DEFAULT_COLUMNS);
    choice.setRoom(800);
    expect(choice.ids()).not.toContain('category');
    expect(choice.ids()).toEqual(expect.arrayContaining(['state', 'name', 'progress']));
    expect(choice.isWide()).toBe(false);
    // Beside the rail, in a window of 720 pixels.
    choice.setRoom(488);
    expect(choice.isWide()).toBe(false);
  });

  it('keeps what was chosen, whatever room there is, until it is reset', () => {
    choice.toggle('tags');
    choice.toggle('ratio');
    choice.setRoom(500);
    expect(choice.ids()).toContain('tags');
    expect(choice.ids()).not.toContain('ratio');
    expect(choice.isWide()).toBe(true);
    choice.reset();
    choice.setRoom(ROOMY_PX);
    expect(choice.ids()).toEqual(DEFAULT_COLUMNS);
  });

  it('moves a column within the others, and no further than their ends', () => {
    choice.moveBy('state', 1);
    expect(choice.ids().slice(0, 2)).toEqual(['name', 'state']);
    choice.moveBy('name', -5);
    expect(choice.ids()[0]).toBe('name');
    choice.moveTo('name', 99);
    expect(choice.ids().at(-1)).toBe('name');
  });

  it('gives the name what is left until somebody gives it a width', () => {
    expect(choice.template()).toContain('minmax(140px, 1fr)');
    choice.setWidth('name', 320);
    expect(choice.template()).toMatch(/ 320px .* minmax\(40px, 1fr\)$/);
  });

  it('keeps widths within reason', () => {
    choice.setWidth('ratio', 3);
    expect(choice.widthOf('ratio')).toBe(36);
    choice.setWidth('ratio', null);
    expect(choice.widthOf('ratio')).toBe(COLUMNS.ratio.widthPx);
  });

  it('never hides the name', () => {
    choice.toggle('name');
    expect(choice.ids()).toContain('name');
  });

  it('remembers columns, widths and density', () => {
    choice.toggle('tags');
    choice.setWidth('tags', 222);
    choice.setDensity('compact');
    start();
    expect(choice.ids()).toContain('tags');
    expect(choice.widthOf('tags')).toBe(222);
    expect(choice.rowHeight()).toBe(28);
  });

  it('makes sense of what another version kept', () => {
    const kept = {
      columns: ['ratio', 'nonsense', 'ratio'],
      widths: { ratio: 5, tags: 90, no: 99 },
    };
    expect(parseLayout(kept)).toEqual({ columns: ['name', 'ratio'], widths: { tags: 90 } });
    writePreference('columns', '{broken');
    start();
    expect(choice.ids()).toEqual(DEFAULT_COLUMNS);
  });
});
