/**
 * Adds torrents, many at the same time: says of each how far it is, lets the user choose files, and options for all of them
 * or for one alone. Nothing is started before the user says so; what fails stays, with the reason. Opened with nothing to
 * add, it asks for links.
 */
import {
  Component,
  ElementRef,
  computed,
  effect,
  inject,
  linkedSignal,
  signal,
  untracked,
} from '@angular/core';
import { MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { LiveSync } from '../live/live-sync';
import { Folders } from '../ui/folders';
import { formatCount } from '../ui/format';
import { Icon } from '../ui/icon';
import { type AddChoices, PLAIN_CHOICES } from './add-choices';
import type { AddItem } from './add-item';
import { AddItems } from './add-items';
import { AddList } from './add-list';
import { AddOptions } from './add-options';
import { AddOutcomes } from './add-outcomes';
import { AddPreferences } from './add-preferences';
import { AddQueue } from './add-queue';
import { findLinks } from './add-source';
import { AddView } from './add-view';
import { LinkEntry } from './link-entry';

@Component({
  selector: 'shoal-add-dialog',
  imports: [AddList, AddOptions, AddView, Icon, LinkEntry, MatDialogModule],
  providers: [AddItems],
  host: { '[class.many]': 'isMany()' },
  templateUrl: './add-dialog.html',
  styleUrl: './add-dialog.css',
})
export class AddDialog {
  private readonly dialog = inject<MatDialogRef<AddDialog>>(MatDialogRef);
  private readonly outcomes = inject(AddOutcomes);
  private readonly folders = inject(Folders);
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly queue = inject(AddQueue);
  protected readonly preferences = inject(AddPreferences);
  protected readonly items = inject(AddItems);
  protected readonly sync = inject(LiveSync);

  protected readonly total = computed(() => this.items.all().length);
  protected readonly isMany = computed(() => this.total() > 1);
  /** The one that is looked at: the next one where it goes. */
  protected readonly current = linkedSignal<readonly AddItem[], AddItem | null>({
    source: this.items.all,
    computation: (items, previous) => {
      const before = previous?.value;
      if (!before) return items[0] ?? null;
      if (items.includes(before)) return before;
      const place = previous.source.indexOf(before);
      const next = previous.source.slice(place).find((item) => items.includes(item));
      return next ?? items.at(-1) ?? null;
    },
  });
  /** More is asked for while others are there. */
  protected readonly isAsking = signal(false);
  protected readonly asksForLinks = computed(() => this.total() === 0 || this.isAsking());
  /** What the field for links lacks, once it was tried. */
  protected readonly objection = signal<string | null>(null);

  private readonly shared = signal<AddChoices>(this.preferences.choices());
  protected readonly isForOne = computed(
    () => this.isMany() && (this.current()?.ownChoices() ?? null) !== null,
  );
  protected readonly choices = computed(() => this.current()?.ownChoices() ?? this.shared());
  protected readonly isPlain = computed(
    () => JSON.stringify(this.choices()) === JSON.stringify(PLAIN_CHOICES),
  );
  /** Of all that go by the choices that are shown; null where nothing is known of any. */
  protected readonly neededBytes = computed(() => {
    const current = this.current();
    const items = this.isForOne() && current ? [current] : this.itemsByShared();
    const known = items.flatMap((item) => (item.canAdd() ? (item.neededBytes() ?? []) : []));
    return known.length === 0 ? null : known.reduce((sum, bytes) => sum + bytes, 0);
  });
  private readonly itemsByShared = computed(() =>
    this.items.all().filter((item) => item.ownChoices() === null),
  );

  protected readonly isBusy = signal(false);
  /** How many of those that were asked for are added by now. */
  protected readonly addedShare = signal<{ done: number; all: number } | null>(null);
  protected readonly existing = computed(() =>
    this.items.all().filter((item) => item.state() === 'there'),
  );
  private readonly isFree = computed(() => !this.isBusy() && this.sync.connection() !== 'lost');
  protected readonly canAddOne = computed(() => {
    const current = this.current();
    return this.isFree() && current !== null && current.canAdd() && current.state() !== 'reading';
  });
  protected readonly canAddAll = computed(() => this.isFree() && this.items.addable().length > 0);
  protected readonly count = formatCount;

  constructor() {
    effect(() => {
      const sources = this.queue.sources();
      untracked(() => this.items.hold(sources));
    });
    let shown: AddItem | null = null;
    effect(() => {
      const current = this.current();
      if (shown && !current && !this.isAsking()) this.dialog.close();
      // Where the field for links was, or the one before, the next begins at the heading.
      else if (current && shown === null) untracked(() => this.focusHeading());
      shown = current;
    });
  }

  protected takeLinks(): void {
    const { links, rest } = findLinks(this.queue.draft());
    if (rest.length > 0 || links.length === 0) {
      const [first = ''] = rest;
      this.objection.set(
        first
          ? $localize`“${shorten(first)}:text:” is neither a magnet link nor the address of a file.`
          : $localize`Paste a magnet link or an address first.`,
      );
      return;
    }
    this.objection.set(null);
    this.queue.draft.set('');
    this.queue.push(links);
    this.isAsking.set(false);
  }

  protected leaveOut(item: AddItem): void {
    this.queue.drop(item.source);
  }

  protected changeChoices(choices: AddChoices): void {
    const current = this.current();
    if (this.isForOne() && current) current.ownChoices.set(choices);
    else this.shared.set(choices);
  }

  protected chooseForOne(isForOne: boolean): void {
    this.current()?.ownChoices.set(isForOne ? this.shared() : null);
  }

  protected reset(): void {
    this.changeChoices(PLAIN_CHOICES);
    if (!this.isForOne()) this.preferences.resetChoices();
  }

  protected async addOne(): Promise<void> {
    const current = this.current();
    if (current && this.canAddOne()) await this.add([current]);
  }

  protected async addAll(): Promise<void> {
    if (this.canAddAll()) await this.add([...this.items.addable()]);
  }

  protected showExisting(...items: readonly AddItem[]): void {
    const ids = items.flatMap((item) => item.existing() ?? []);
    this.outcomes.show(ids);
    this.queue.drop(...items.map(({ source }) => source));
  }

  /** What fails stays, and so does what was there already where it stands alone. */
  private async add(items: readonly AddItem[]): Promise<void> {
    this.isBusy.set(true);
    this.addedShare.set({ done: 0, all: items.length });
    const choicesOf = (item: AddItem): AddChoices => item.ownChoices() ?? this.shared();
    const outcome = await this.items.add(items, choicesOf, (done) =>
      this.addedShare.set({ done, all: items.length }),
    );
    this.isBusy.set(false);
    this.addedShare.set(null);
    if (outcome.added.length > 0) this.remember(items, choicesOf);
    if (items.length > 1 || outcome.added.length > 0) this.outcomes.tell(outcome);
    const isLone = items.length === 1;
    const done = items.filter(
      (item) => !outcome.failed.includes(item) && !(isLone && item.state() === 'there'),
    );
    this.queue.drop(...done.map(({ source }) => source));
  }

  private remember(items: readonly AddItem[], choicesOf: (item: AddItem) => AddChoices): void {
    this.preferences.keepChoices(this.shared());
    for (const item of items) {
      const directory = choicesOf(item).directory.trim();
      if (directory) this.folders.noteUse(directory);
    }
  }

  private focusHeading(): void {
    this.element.nativeElement.querySelector('h2')?.focus();
  }
}

const LONGEST_QUOTE = 60;

function shorten(text: string): string {
  return text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text;
}
