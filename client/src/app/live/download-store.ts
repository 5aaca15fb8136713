/**
 * Every download that the server told of, by id. Rows live in a plain map outside change detection and are
 * replaced, never mutated, so a reader that sees the same object need not draw again. Signals move at most
 * once a frame, however many changes came: `revision` for any change, `structure` only when more than rates
 * changed (added, removed, another state, name, tag, place in the queue).
 * Counts per filter are kept as rows change, never by walking the list.
 */
import { Service, inject, signal } from '@angular/core';
import type { DownloadDto, QueuePlaceDto } from '@shared/dto/download.js';
import type { DownloadProgress } from '@shared/events/stream.js';
import { FollowedRows, type RowFollower } from './followed-rows';
import { SCHEDULE_FRAME } from './frame-scheduler';
import { type FilterCounts, countIn, emptyCounts, recount } from './list-filters';

@Service()
export class DownloadStore {
  private readonly scheduleFrame = inject(SCHEDULE_FRAME);
  private readonly rows = new FollowedRows();
  /** Rows that are out of sight while their removal can be undone: followed as the others, in no list and no count. */
  private readonly aside = new Map<string, DownloadDto>();
  private liveCounts = emptyCounts();
  /** Queue positions of rows that are gone, until those behind them move up. */
  private gapsInQueue: number[] = [];
  private isFrameDue = false;
  private hasStructureChanged = false;

  private readonly revisionSignal = signal(0);
  private readonly structureSignal = signal(0);
  private readonly countsSignal = signal<FilterCounts>(emptyCounts());

  /** Moves once a frame while anything changes. */
  readonly revision = this.revisionSignal.asReadonly();
  /** Moves once a frame when the set of rows changed, or of a row anything that no frame of rates brings. */
  readonly structure = this.structureSignal.asReadonly();
  readonly counts = this.countsSignal.asReadonly();

  /** The row as of this frame. Reading it in a computed follows it. */
  row(id: string): DownloadDto | undefined {
    this.revisionSignal();
    return this.rows.get(id);
  }

  /** The row as it is, without following it. */
  peek(id: string): DownloadDto | undefined {
    return this.rows.get(id);
  }

  /** All rows, in the order they were added, without following them. */
  all(): Iterable<DownloadDto> {
    return this.rows.values();
  }

  /** For one who keeps something about the rows: which of them changed. */
  follow(): RowFollower {
    return this.rows.follow();
  }

  /** Takes a whole list in place of what was there. */
  replaceAll(downloads: DownloadDto[]): void {
    const hidden = [...this.aside.keys()];
    this.aside.clear();
    this.rows.clear();
    this.gapsInQueue = [];
    this.liveCounts = emptyCounts();
    for (const download of downloads) {
      this.rows.set(download.id, download);
      countIn(this.liveCounts, download, 1);
    }
    this.hide(hidden);
    this.noteChange(true);
  }

  /** Takes rows out of sight; `reveal` brings them back as they are by then. */
  hide(ids: Iterable<string>): void {
    for (const id of ids) {
      const row = this.rows.get(id);
      if (!row) continue;
      this.rows.delete(id);
      this.aside.set(id, row);
      countIn(this.liveCounts, row, -1);
    }
    this.noteChange(true);
  }

  reveal(ids: Iterable<string>): void {
    for (const id of ids) {
      const row = this.aside.get(id);
      if (!row) continue;
      this.aside.delete(id);
      this.rows.set(id, row);
      countIn(this.liveCounts, row, 1);
    }
    this.noteChange(true);
  }

  put(download: DownloadDto): void {
    if (this.aside.has(download.id)) {
      this.aside.set(download.id, download);
      return;
    }
    this.closeGapsInQueue();
    const previous = this.rows.get(download.id);
    if (!previous) this.makeRoomInQueue(download.queuePosition);
    if (previous) countIn(this.liveCounts, previous, -1);
    this.rows.set(download.id, download);
    countIn(this.liveCounts, download, 1);
    this.noteChange(true);
  }

  /** Changes fields of a row; unknown ids are ignored, since their `added` is yet to come or they are gone. */
  patch(id: string, changes: Partial<DownloadDto>): void {
    this.closeGapsInQueue();
    const previous = this.rows.get(id) ?? this.aside.get(id);
    if (previous) this.put({ ...previous, ...changes });
  }

  /** Some stand elsewhere in the queue; the others keep their order around them. */
  moveInQueue(moves: readonly QueuePlaceDto[]): void {
    const places = new Map(moves.map(({ id, queuePosition }) => [id, queuePosition]));
    const taken = new Set(places.values());
    const others = [...this.everyRow()]
      .filter((row) => !places.has(row.id))
      .toSorted((one, other) => one.queuePosition - other.queuePosition);
    let place = 0;
    for (const row of others) {
      do place += 1;
      while (taken.has(place));
      places.set(row.id, place);
    }
    this.gapsInQueue = [];
    for (const row of this.everyRow()) this.place(row, places.get(row.id));
    this.noteChange(true);
  }

  /** Applies a frame of rates. Cheaper than `patch`: states and names do not move here. */
  applyProgress(frame: DownloadProgress[]): void {
    for (const changes of frame) {
      const previous = this.rows.get(changes.id);
      if (!previous) {
        this.patch(changes.id, changes);
        continue;
      }
      // The build makes a loop over names of a spread.
      const next: DownloadDto = Object.assign({}, previous, changes);
      this.rows.set(next.id, next);
      recount(this.liveCounts, previous, next);
    }
    if (frame.length > 0) this.noteChange(false);
  }

  remove(id: string): void {
    const previous = this.rows.get(id) ?? this.aside.get(id);
    if (!previous) return;
    this.gapsInQueue.push(previous.queuePosition);
    if (this.rows.delete(id)) countIn(this.liveCounts, previous, -1);
    this.aside.delete(id);
    this.noteChange(true);
  }

  /** Once for all that were removed, since they may be many. */
  private closeGapsInQueue(): void {
    if (this.gapsInQueue.length === 0) return;
    const gaps = this.gapsInQueue.toSorted((one, other) => one - other);
    this.gapsInQueue = [];
    for (const row of this.everyRow()) {
      const last = gaps.findLastIndex((gap) => gap < row.queuePosition);
      this.place(row, row.queuePosition - last - 1);
    }
  }

  /** A new row stands at the end, or before others. */
  private makeRoomInQueue(position: number): void {
    if (position > this.rows.size + this.aside.size) return;
    for (const row of this.everyRow()) {
      if (row.queuePosition >= position) this.place(row, row.queuePosition + 1);
    }
  }

  private place(row: DownloadDto, queuePosition = row.queuePosition): void {
    if (row.queuePosition === queuePosition) return;
    const holder = this.aside.has(row.id) ? this.aside : this.rows;
    holder.set(row.id, { ...row, queuePosition });
  }

  /** Those that are out of sight too: they keep their places in the queue. */
  private *everyRow(): Iterable<DownloadDto> {
    yield* this.rows.values();
    yield* this.aside.values();
  }

  private noteChange(isStructural: boolean): void {
    this.hasStructureChanged ||= isStructural;
    if (this.isFrameDue) return;
    this.isFrameDue = true;
    this.scheduleFrame(() => this.publish());
  }

  private publish(): void {
    this.isFrameDue = false;
    this.closeGapsInQueue();
    this.revisionSignal.update((revision) => revision + 1);
    this.countsSignal.set({ ...this.liveCounts });
    if (this.hasStructureChanged) {
      this.hasStructureChanged = false;
      this.structureSignal.update((structure) => structure + 1);
    }
  }
}
