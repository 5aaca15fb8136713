/**
 * Saves the options of a download one by one, as they are changed. What is on its way is shown at once; where it fails the
 * former value is back, with the server's words at that option. Invariant: what is shown is the row's, but for changes that
 * the stream has not told of yet.
 */
import { DestroyRef, Injectable, effect, inject, signal, untracked } from '@angular/core';
import type { DownloadDto } from '@shared/dto/download.js';
import { DownloadApi } from '../../api/download-api';
import { describeFailure } from '../../api/failure';
import { DownloadStore } from '../../live/download-store';

export type Options = Pick<
  DownloadDto,
  | 'downloadLimit'
  | 'uploadLimit'
  | 'sequential'
  | 'firstLastPieces'
  | 'superSeeding'
  | 'forceStart'
  | 'tags'
  | 'category'
>;
export type OptionName = keyof Options;

/** The stream tells of a change within a second; by then the row is right, whatever it says. */
const SHOWN_AT_MOST_MS = 3000;

interface Pending {
  id: string;
  changes: Partial<Options>;
  faults: Partial<Record<OptionName, string>>;
}

const NOTHING: Pending = { id: '', changes: {}, faults: {} };

@Injectable()
export class OptionSaver {
  private readonly api = inject(DownloadApi);
  private readonly store = inject(DownloadStore);
  private readonly pending = signal(NOTHING);
  private readonly timers = new Map<OptionName, ReturnType<typeof setTimeout>>();

  constructor() {
    effect(() => {
      const { id, changes } = this.pending();
      const row = this.store.row(id);
      if (row) untracked(() => this.dropTold(row, changes));
    });
    inject(DestroyRef).onDestroy(() => {
      for (const timer of this.timers.values()) clearTimeout(timer);
    });
  }

  /** The option as the user left it. */
  value<Name extends OptionName>(row: DownloadDto, name: Name): Options[Name] {
    const { id, changes } = this.pending();
    const changed = id === row.id ? changes[name] : undefined;
    return changed === undefined ? row[name] : changed;
  }

  /** Why it was not saved; null where it was. */
  fault(row: DownloadDto, name: OptionName): string | null {
    const { id, faults } = this.pending();
    return id === row.id ? (faults[name] ?? null) : null;
  }

  async save<Name extends OptionName>(id: string, name: Name, value: Options[Name]): Promise<void> {
    if (this.pending().id !== id) this.pending.set({ ...NOTHING, id });
    clearTimeout(this.timers.get(name));
    this.keep(id, name, value);
    this.note(id, name, null);
    try {
      await this.api.update(id, { [name]: value });
      this.timers.set(
        name,
        setTimeout(() => this.drop(id, name), SHOWN_AT_MOST_MS),
      );
    } catch (error) {
      this.drop(id, name);
      this.note(id, name, describeFailure(error).detail);
    }
  }

  private keep(id: string, name: OptionName, value: Options[OptionName]): void {
    this.change(id, ({ changes }) => ({ changes: { ...changes, [name]: value } }));
  }

  private drop(id: string, name: OptionName): void {
    this.change(id, ({ changes }) => {
      const { [name]: _dropped, ...others } = changes;
      return { changes: others };
    });
  }

  private note(id: string, name: OptionName, fault: string | null): void {
    this.change(id, ({ faults }) => {
      const { [name]: _former, ...others } = faults;
      return { faults: fault === null ? others : { ...others, [name]: fault } };
    });
  }

  private change(id: string, next: (pending: Pending) => Partial<Pending>): void {
    this.pending.update((pending) =>
      pending.id === id ? { ...pending, ...next(pending) } : pending,
    );
  }

  private dropTold(row: DownloadDto, changes: Partial<Options>): void {
    for (const name of Object.keys(changes) as OptionName[]) {
      if (isSame(row[name], changes[name])) this.drop(row.id, name);
    }
  }
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
