/** The tags of one or many downloads: a box for each, mixed where some have it; a new one is made by its name. */
import { Component, computed, inject, signal } from '@angular/core';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type { DownloadDto } from '@shared/dto/download.js';
import type { TagDto } from '@shared/dto/label.js';
import { LabelApi } from '../api/label-api';
import type { Share } from '../torrents/action-rules';
import { formatCount } from '../ui/format';
import { Icon } from '../ui/icon';
import { Deeds } from './deeds';
import { LONGEST_LABEL, findLabels, nextShare, sharesOfTags } from './labels';

@Component({
  selector: 'shoal-tags-dialog',
  imports: [Icon, MatDialogModule],
  template: `
    <h2 mat-dialog-title i18n>
      {total, plural, =1 {Tags of 1 torrent} other {Tags of {{ count(total) }} torrents}}
    </h2>
    <mat-dialog-content>
      <input
        #search
        class="field search"
        type="text"
        autocomplete="off"
        autocapitalize="off"
        i18n-placeholder
        placeholder="Find or make a tag"
        i18n-aria-label
        aria-label="Find or make a tag"
        [maxLength]="longest"
        [value]="text()"
        (input)="text.set(search.value)"
        (keydown.enter)="takeFirst($event)"
      />
      <div class="list" role="group" i18n-aria-label aria-label="Tags">
        @for (tag of matches().found; track tag) {
          <label class="line">
            <input
              type="checkbox"
              [checked]="shareOf(tag) === 'all'"
              [indeterminate]="shareOf(tag) === 'some'"
              (click)="toggle(tag, $event)"
            />
            <span class="name">{{ tag }}</span>
            @if (uses().get(tag); as used) {
              <span class="count">{{ count(used) }}</span>
            }
          </label>
        }
        @if (matches().isNew) {
          <button class="line" type="button" (click)="make()">
            <shoal-icon name="add" /><span class="name" i18n>New tag “{{ text().trim() }}”</span>
          </button>
        } @else if (matches().found.length === 0) {
          <p class="none" i18n>There are no tags yet: write a name above.</p>
        }
      </div>
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button class="button" type="button" mat-dialog-close i18n>Cancel</button>
      <button class="button primary" type="button" [disabled]="isBusy()" (click)="apply()" i18n>
        Apply
      </button>
    </mat-dialog-actions>
  `,
  styleUrl: './label-dialog.css',
})
export class TagsDialog {
  private readonly rows = inject<readonly DownloadDto[]>(MAT_DIALOG_DATA);
  private readonly dialog = inject<MatDialogRef<TagsDialog>>(MatDialogRef);
  private readonly deeds = inject(Deeds);
  private readonly before = sharesOfTags(this.rows);
  private readonly known = signal<readonly TagDto[]>([]);
  private readonly wanted = signal<ReadonlyMap<string, Share>>(new Map());

  protected readonly total = this.rows.length;
  protected readonly longest = LONGEST_LABEL;
  protected readonly text = signal('');
  protected readonly isBusy = signal(false);
  protected readonly count = formatCount;
  protected readonly uses = computed(
    () => new Map(this.known().map(({ name, downloads }) => [name, downloads])),
  );
  private readonly names = computed(() => [
    ...new Set([
      ...this.before.keys(),
      ...this.known().map(({ name }) => name),
      ...this.wanted().keys(),
    ]),
  ]);
  protected readonly matches = computed(() => findLabels(this.names(), this.text()));

  constructor() {
    void this.load(inject(LabelApi));
  }

  protected shareOf(tag: string): Share {
    return this.wanted().get(tag) ?? this.before.get(tag) ?? 'none';
  }

  protected toggle(tag: string, event?: Event): void {
    // What the box shows follows from what is wanted, through the mixed state too.
    event?.preventDefault();
    const share = nextShare(this.shareOf(tag), this.before.get(tag) ?? 'none');
    // After the click is over: the browser would undo what is drawn during it.
    setTimeout(() => this.wanted.update((wanted) => new Map(wanted).set(tag, share)));
  }

  protected make(): void {
    const name = this.text().trim();
    if (!name) return;
    this.wanted.update((wanted) => new Map(wanted).set(name, 'all'));
    this.text.set('');
  }

  /** Enter takes what stands first, makes what is not there, and without a word is done. */
  protected takeFirst(event: Event): void {
    event.preventDefault();
    const { found, isNew } = this.matches();
    const [first] = found;
    if (this.text().trim() === '') void this.apply();
    else if (isNew) this.make();
    else if (first !== undefined) {
      this.toggle(first);
      this.text.set('');
    }
  }

  protected async apply(): Promise<void> {
    if (this.isBusy()) return;
    this.isBusy.set(true);
    const changed = [...this.wanted()].filter(([tag, share]) => share !== this.before.get(tag));
    const added = changed.filter(([, share]) => share === 'all').map(([tag]) => tag);
    const removed = changed.filter(([, share]) => share === 'none').map(([tag]) => tag);
    const title = $localize`Tags`;
    let isDone = true;
    if (added.length > 0) {
      isDone = await this.deeds.carryOut(this.rows, title, { action: 'addTags', tags: added });
    }
    if (isDone && removed.length > 0) {
      isDone = await this.deeds.carryOut(this.rows, title, { action: 'removeTags', tags: removed });
    }
    this.isBusy.set(false);
    if (isDone) this.dialog.close();
  }

  private async load(api: LabelApi): Promise<void> {
    try {
      this.known.set(await api.tags());
    } catch {
      // Those that the downloads have are there all the same, and new ones can be made.
    }
  }
}
