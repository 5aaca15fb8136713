import { TestBed } from '@angular/core/testing';
import type { DownloadDto, DownloadListDto, DownloadListQuery } from '@shared/dto/download.js';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { DownloadApi } from '../api/download-api';
import { buildDownload } from '../testing/downloads';
import { writePreference } from '../ui/preference';
import { ListReader, OVERLAP, PAGE_SIZE } from './list-reader';

type Order = Pick<DownloadListQuery, 'sort' | 'order'>;

describe('ListReader', () => {
  let rows: DownloadDto[];
  let boot: string;
  let sequence: number;
  /** What happens after a page was read. */
  let afterPage: () => void;
  const list = vi.fn<(offset: number, limit: number, order?: Order) => Promise<DownloadListDto>>();
  const read = () => TestBed.inject(ListReader).whole();
  const ids = (from: readonly DownloadDto[]) => from.map(({ id }) => id);

  beforeEach(() => {
    localStorage.clear();
    rows = Array.from({ length: PAGE_SIZE + 5_000 }, (_, index) => buildDownload(index));
    [boot, sequence, afterPage] = ['first', 1, () => undefined];
    list.mockReset().mockImplementation((offset, limit) => {
      const items = rows.slice(offset, offset + limit);
      const answer = { items, total: rows.length, position: { boot, sequence } };
      afterPage();
      return Promise.resolve(answer);
    });
    TestBed.configureTestingModule({ providers: [{ provide: DownloadApi, useValue: { list } }] });
  });

  it('reads a list of several pages whole, true for the place of the first', async () => {
    afterPage = () => (sequence += 1);
    const { items, position } = await read();
    expect(ids(items)).toEqual(ids(rows));
    expect(position.sequence).toBe(1);
    expect(list).toHaveBeenCalledTimes(2);
  });

  it('misses no row where some are removed between two pages', async () => {
    afterPage = () => {
      rows = rows.slice(OVERLAP / 2);
      afterPage = () => undefined;
    };
    const { items } = await read();
    const known = new Set(ids(items));
    expect(ids(rows).filter((id) => !known.has(id))).toEqual([]);
    expect(known.size).toBe(items.length);
  });

  it('takes in what is added at the end meanwhile', async () => {
    afterPage = () => {
      rows = [...rows, buildDownload(rows.length)];
      afterPage = () => undefined;
    };
    expect(ids((await read()).items)).toEqual(ids(rows));
  });

  it('begins anew where too many are gone, and where the server began anew', async () => {
    afterPage = () => {
      rows = rows.slice(OVERLAP * 3);
      boot = 'second';
      afterPage = () => undefined;
    };
    const { items, position } = await read();
    expect(ids(items)).toEqual(ids(rows));
    expect(position.boot).toBe('second');
  });

  it('asks for the first screen in the order that the user sorts by', async () => {
    writePreference('sorts', JSON.stringify([{ field: 'downloadRate', direction: 'desc' }]));
    await TestBed.inject(ListReader).firstScreen();
    expect(list).toHaveBeenCalledWith(0, expect.any(Number), {
      sort: 'downloadRate',
      order: 'desc',
    });
  });

  it('asks for the newest ones where the server knows no such order', async () => {
    writePreference('sorts', JSON.stringify([{ field: 'tags', direction: 'asc' }]));
    await TestBed.inject(ListReader).firstScreen();
    expect(list).toHaveBeenCalledWith(0, expect.any(Number), { sort: 'addedAt', order: 'desc' });
  });
});
