/**
 * Reads the list over REST. The first screen comes in the order that the user sorts by; the whole list page by page in the
 * order of adding, in which what is added meanwhile stands at the end. Each page begins with the last rows of the one before
 * it: what was removed meanwhile moves rows forwards, and so none is missed. Rows of one list may be true for different
 * places of the stream; its `position` is the first page's, and the facts after it make all of them true.
 */
import { Service, inject } from '@angular/core';
import {
  DOWNLOAD_SORT_FIELDS,
  type DownloadDto,
  type DownloadListDto,
  type DownloadSortField,
  type StreamPosition,
} from '@shared/dto/download.js';
import { DownloadApi } from '../api/download-api';
import { parseSorts } from '../torrents/list-sorts';
import { rememberedValue } from '../ui/preference';

/** More rows than any screen shows, and few enough to be there at once. */
export const FIRST_SCREEN_SIZE = 150;
/** The most that one page of the list may hold (DownloadListQuery). */
export const PAGE_SIZE = 10_000;
/** More removals than that between two pages, and the list is read anew. */
export const OVERLAP = 100;
const READ_ATTEMPTS = 3;

export interface WholeList {
  items: DownloadDto[];
  position: StreamPosition;
}

@Service()
export class ListReader {
  private readonly api = inject(DownloadApi);
  /** As the list's view remembers it (torrents/list-view.ts). */
  private readonly sorts = rememberedValue('sorts', parseSorts).value;

  firstScreen(): Promise<DownloadListDto> {
    const { field, direction } = this.sorts()[0]!;
    const isKnown = DOWNLOAD_SORT_FIELDS.includes(field as DownloadSortField);
    return this.api.list(0, FIRST_SCREEN_SIZE, {
      sort: isKnown ? (field as DownloadSortField) : 'addedAt',
      order: isKnown ? direction : 'desc',
    });
  }

  async whole(): Promise<WholeList> {
    for (let attempt = 1; attempt < READ_ATTEMPTS; attempt += 1) {
      const list = await this.readPages();
      if (list) return list;
    }
    const list = await this.readPages();
    if (!list) throw new Error($localize`The list changed while it was read.`);
    return list;
  }

  /** Null where a page does not go on from the one before it. */
  private async readPages(): Promise<WholeList | null> {
    const first = await this.api.list(0, PAGE_SIZE);
    const { items, position } = first;
    let isWhole = items.length >= first.total;
    while (!isWhole) {
      const offset = Math.max(0, items.length - OVERLAP);
      const page = await this.api.list(offset, PAGE_SIZE);
      const fresh = following(items, page.items);
      if (!fresh || page.position.boot !== position.boot) return null;
      for (const row of fresh) items.push(row);
      isWhole = offset + page.items.length >= page.total;
    }
    return { items, position };
  }
}

/** The rows of the page behind those that are known; null where it begins with none of the last known ones. */
function following(
  known: readonly DownloadDto[],
  page: readonly DownloadDto[],
): DownloadDto[] | null {
  const places = new Map(page.slice(0, OVERLAP).map(({ id }, place) => [id, place]));
  const last = known.slice(-OVERLAP).findLast(({ id }) => places.has(id));
  return last ? page.slice(places.get(last.id)! + 1) : null;
}
