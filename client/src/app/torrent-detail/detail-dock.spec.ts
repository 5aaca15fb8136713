import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { Screen } from '../ui/screen';
import { DetailDock } from './detail-dock';

describe('the dock of the details', () => {
  const isWide = signal(true);

  beforeEach(() => {
    localStorage.clear();
    isWide.set(true);
  });

  function openDock(): DetailDock {
    TestBed.resetTestingModule();
    TestBed.configureTestingModule({
      providers: [{ provide: Screen, useValue: { isWide, isPhone: signal(false) } }],
    });
    const dock = TestBed.inject(DetailDock);
    dock.measure({ width: 1200, height: 800 });
    return dock;
  }

  it('remembers its side, and a size for each side', () => {
    const dock = openDock();
    dock.resize(250);
    dock.dock('right');
    dock.resize(600);
    const later = openDock();
    expect([later.side(), later.size()]).toEqual(['right', 600]);
    later.dock('bottom');
    expect(later.size()).toBe(250);
  });

  it('leaves the list its room, and does not vanish', () => {
    const dock = openDock();
    dock.resize(5000);
    expect(dock.size()).toBe(600);
    dock.resize(-10);
    expect(dock.size()).toBe(160);
    dock.resizeBy(1);
    expect(dock.size()).toBe(184);
  });

  it('goes below the list while the window is too narrow for both, and back', () => {
    const dock = openDock();
    dock.dock('right');
    isWide.set(false);
    expect(dock.side()).toBe('bottom');
    isWide.set(true);
    expect(dock.side()).toBe('right');
  });

  it('takes its usual sizes where what was kept is broken', () => {
    localStorage.setItem('shoal.details-sizes', '{"bottom":"tall"}');
    expect(openDock().size()).toBe(320);
  });
});
