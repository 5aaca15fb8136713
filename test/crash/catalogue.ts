/** What the API acknowledged of a download and of the settings, and what of it the database must say after a kill. */
import type { FilePriority, FileSelection } from '@shared/dto/download.js';
import { Acknowledged } from './acknowledged.ts';
import type { FilePlaces } from './disk-content.ts';
import type { RecordedDownload, RecordedState } from './recorded-state.ts';

export type WantedState = 'started' | 'paused' | 'cancelled';

export class Catalogue {
  readonly wantedState = new Acknowledged<WantedState>('started');
  /** Files that are not `normal`, in order. */
  readonly priorities: Acknowledged<FileSelection[]>;
  readonly tags = new Acknowledged<string[]>([]);
  readonly category = new Acknowledged<string | null>(null);
  readonly downloadLimit = new Acknowledged<number | null>(null);
  readonly place: Acknowledged<FilePlaces>;
  /** Where the files were before the move or renaming that was accepted last: a cancelled one goes back there. */
  origin: FilePlaces;
  readonly isListed = new Acknowledged<boolean>(true);
  /** Files that were wanted at any time: the others must not be on the disk. */
  readonly everWanted = new Set<number>();
  readonly #id: string;
  readonly #fileCount: number;

  constructor(id: string, place: FilePlaces, priorities: FileSelection[]) {
    this.#id = id;
    this.#fileCount = place.paths.length;
    this.place = new Acknowledged(place);
    this.origin = place;
    this.priorities = new Acknowledged(priorities);
    this.noteWanted();
  }

  isWanted(index: number): boolean {
    return this.priorityOf(index) !== 'skip';
  }

  priorityOf(index: number): FilePriority {
    const chosen = this.priorities.value.find((selection) => selection.index === index);
    return chosen?.priority ?? 'normal';
  }

  noteWanted(): void {
    for (const list of this.priorities.allowed) {
      const skipped = new Set(
        list.filter(({ priority }) => priority === 'skip').map(({ index }) => index),
      );
      for (let index = 0; index < this.#fileCount; index += 1) {
        if (!skipped.has(index)) this.everWanted.add(index);
      }
    }
  }

  /** Compares with what a dead server recorded, and takes over which of the unanswered requests came through. */
  settle({ downloads }: RecordedState): string[] {
    const found = downloads.get(this.#id);
    if (!this.isListed.settle(found !== undefined)) return ['the download is not in the database'];
    if (found === undefined) return [];
    const wrong: string[] = [];
    const compare = <Value>(name: keyof RecordedDownload, known: Acknowledged<Value>): void => {
      const value = (name === 'priorities' ? inOrder(found.priorities) : found[name]) as Value;
      if (known.settle(value)) return;
      const allowed = known.allowed.map((one) => JSON.stringify(one)).join(' or ');
      wrong.push(`${name} is ${JSON.stringify(value)} and should be ${allowed}`);
    };
    compare('wantedState', this.wantedState);
    compare('priorities', this.priorities);
    compare('tags', this.tags);
    compare('category', this.category);
    compare('downloadLimit', this.downloadLimit);
    compare('place', this.place);
    return wrong;
  }
}

/** Those that are not `normal`, in the order of the files. */
export function inOrder(
  selections: readonly { index: number; priority: string }[],
): FileSelection[] {
  return selections
    .filter(({ priority }) => priority !== 'normal')
    .map(({ index, priority }) => ({ index, priority: priority as FilePriority }))
    .toSorted((one, other) => one.index - other.index);
}
