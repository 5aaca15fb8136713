import { TestBed } from '@angular/core/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DownloadApi } from '../api/download-api';
import { DownloadStore } from '../live/download-store';
import { SCHEDULE_FRAME } from '../live/frame-scheduler';
import { buildDownload } from '../testing/downloads';
import { askedParts } from './asked-parts';
import { ListQuery } from './list-query';
import { FileSearch } from './search/file-search';

const reef = buildDownload(1, { name: 'Reef', tags: ['sea'], state: 'seeding' });
const song = buildDownload(2, { name: 'Song', state: 'paused' });
const REST_MS = 300;

describe('what is asked of the list', () => {
  let query: ListQuery;
  let files: FileSearch;
  const findIds = vi.fn<DownloadApi['findIds']>();
  const found = () => [reef, song].filter((row) => query.matches()(row)).map(({ name }) => name);
  /** Lets effects run, and the typing rest. */
  const rest = async (milliseconds = REST_MS) => {
    TestBed.tick();
    await vi.advanceTimersByTimeAsync(milliseconds);
    TestBed.tick();
  };

  beforeEach(() => {
    vi.useFakeTimers();
    localStorage.clear();
    findIds.mockReset().mockResolvedValue([]);
    TestBed.configureTestingModule({
      providers: [
        { provide: SCHEDULE_FRAME, useValue: (callback: () => void) => callback() },
        { provide: DownloadApi, useValue: { findIds } },
      ],
    });
    TestBed.inject(DownloadStore).replaceAll([reef, song]);
    query = TestBed.inject(ListQuery);
    files = TestBed.inject(FileSearch);
    query.setInFiles(false);
  });
  afterEach(() => vi.useRealTimers());

  it('puts the choices of the rail and the search together, and takes each back alone', () => {
    query.showOnly('state', 'seeding');
    query.setSearch('song -tag:sea');
    expect(found()).toEqual([]);
    const parts = askedParts(query);
    expect(parts.map(({ words, isExcluded }) => [words, isExcluded])).toEqual([
      ['State: Seeding', false],
      ['song', false],
      ['tag:sea', true],
    ]);
    expect(parts.map((part) => [reef, song].filter(part.matchesWithout()).length)).toEqual([
      1, 0, 0,
    ]);
    parts[0]!.takeBack();
    expect(found()).toEqual(['Song']);
    askedParts(query).at(-1)!.takeBack();
    expect(query.search()).toBe('song');
    query.clear();
    expect([found(), query.isAsked()]).toEqual([['Reef', 'Song'], false]);
  });

  it('takes a choice back when it is made again', () => {
    query.showOnly('tag', 'sea');
    query.toggle('tag', 'other', 'included');
    expect(found()).toEqual(['Reef']);
    query.toggle('tag', 'other', 'included');
    query.showOnly('tag', 'sea');
    expect(query.isAsked()).toBe(false);
    query.toggle('tag', 'sea', 'excluded');
    expect(found()).toEqual(['Song']);
  });

  it('knows whether rates can change who matches', () => {
    expect(query.movesWithRates()).toBe(false);
    query.setFilter('active');
    expect(query.movesWithRates()).toBe(true);
    query.setFilter('paused');
    query.setSearch('down>1');
    expect(query.movesWithRates()).toBe(true);
  });

  it('asks the server for file names once the typing rests, each word once', async () => {
    findIds.mockImplementation(async (word) => (word === 'tide' ? [song.id] : []));
    query.setInFiles(true);
    query.setSearch('ti');
    TestBed.tick();
    query.setSearch('tide');
    await rest();
    expect(findIds.mock.calls.map(([word]) => word)).toEqual(['tide']);
    expect([found(), files.isSearching()]).toEqual([['Song'], false]);
    query.setSearch('');
    await rest();
    query.setSearch('tide');
    await rest();
    expect(findIds).toHaveBeenCalledTimes(1);
  });

  it('takes a question back that nobody needs any more', async () => {
    let signal: AbortSignal | undefined;
    findIds.mockImplementation((_word, given) => {
      signal = given;
      return new Promise(() => {});
    });
    query.setSearch('file:tide');
    await rest();
    expect(files.isSearching()).toBe(true);
    query.setSearch('other');
    await rest();
    expect([signal?.aborted, files.isSearching()]).toEqual([true, false]);
  });

  it('says why file names could not be searched, and asks again', async () => {
    findIds.mockRejectedValueOnce(new Error('gone'));
    query.setSearch('file:tide');
    await rest();
    expect(files.failure()).not.toBeNull();
    findIds.mockResolvedValue([song.id]);
    files.retry();
    await rest();
    expect([files.failure(), found()]).toEqual([null, ['Song']]);
  });
});
