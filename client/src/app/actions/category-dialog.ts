/** The category of one or many downloads: one of those there are, none, or a new one. A choice is carried out at once. */
import { Component, computed, inject, signal } from '@angular/core';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type { DownloadDto } from '@shared/dto/download.js';
import type { CategoryDto } from '@shared/dto/label.js';
import { LabelApi } from '../api/label-api';
import { formatCount } from '../ui/format';
import { Icon } from '../ui/icon';
import { Deeds } from './deeds';
import { LONGEST_LABEL, commonCategory, findLabels } from './labels';

@Component({
  selector: 'shoal-category-dialog',
  imports: [Icon, MatDialogModule],
  template: `
    <h2 mat-dialog-title i18n>
      {total, plural, =1 {Category of 1 torrent} other {Category of {{ count(total) }} torrents}}
    </h2>
    <mat-dialog-content>
      <input
        #search
        class="field search"
        type="text"
        autocomplete="off"
        autocapitalize="off"
        i18n-placeholder
        placeholder="Find or make a category"
        i18n-aria-label
        aria-label="Find or make a category"
        [maxLength]="longest"
        [value]="text()"
        (input)="text.set(search.value)"
        (keydown.enter)="takeFirst($event)"
      />
      <div class="list" role="group" i18n-aria-label aria-label="Categories">
        @if (text().trim() === '') {
          <button
            class="line"
            type="button"
            [attr.aria-pressed]="current === null"
            (click)="choose(null)"
          >
            <span class="mark">
              @if (current === null) {
                <shoal-icon name="check" />
              }
            </span>
            <span class="name muted" i18n>No category</span>
          </button>
        }
        @for (name of matches().found; track name) {
          <button
            class="line"
            type="button"
            [attr.aria-pressed]="current === name"
            (click)="choose(name)"
          >
            <span class="mark">
              @if (current === name) {
                <shoal-icon name="check" />
              }
            </span>
            <span class="name">{{ name }}</span>
            @if (uses().get(name); as used) {
              <span class="count">{{ count(used) }}</span>
            }
          </button>
        }
        @if (matches().isNew) {
          <button class="line" type="button" (click)="choose(text().trim())">
            <span class="mark"><shoal-icon name="add" /></span>
            <span class="name" i18n>New category “{{ text().trim() }}”</span>
          </button>
        }
      </div>
      <p class="muted" i18n>
        Files stay where they are: the folder of a category is for torrents that are added in it.
      </p>
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button class="button" type="button" mat-dialog-close i18n>Cancel</button>
    </mat-dialog-actions>
  `,
  styleUrl: './label-dialog.css',
})
export class CategoryDialog {
  private readonly rows = inject<readonly DownloadDto[]>(MAT_DIALOG_DATA);
  private readonly dialog = inject<MatDialogRef<CategoryDialog>>(MatDialogRef);
  private readonly deeds = inject(Deeds);
  private readonly api = inject(LabelApi);
  private readonly known = signal<readonly CategoryDto[]>([]);
  private isBusy = false;

  protected readonly total = this.rows.length;
  protected readonly longest = LONGEST_LABEL;
  protected readonly text = signal('');
  protected readonly count = formatCount;
  /** Undefined where they differ. */
  protected readonly current = commonCategory(this.rows);
  protected readonly uses = computed(
    () => new Map(this.known().map(({ name, downloads }) => [name, downloads])),
  );
  private readonly names = computed(() => [
    ...new Set([
      ...this.known().map(({ name }) => name),
      ...this.rows.flatMap(({ category }) => category ?? []),
    ]),
  ]);
  protected readonly matches = computed(() => findLabels(this.names(), this.text()));

  constructor() {
    void this.load();
  }

  protected async choose(category: string | null): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    const targets = this.rows.filter((row) => row.category !== category);
    const deed = { action: 'setCategory', category } as const;
    const isDone =
      targets.length === 0 || (await this.deeds.carryOut(targets, $localize`Category`, deed));
    this.isBusy = false;
    if (isDone) this.dialog.close();
  }

  protected takeFirst(event: Event): void {
    event.preventDefault();
    const name = this.text().trim();
    const { found, isNew } = this.matches();
    const [first] = found;
    if (name === '') return;
    if (isNew && !first) void this.choose(name);
    else if (first !== undefined) void this.choose(first);
  }

  private async load(): Promise<void> {
    try {
      this.known.set(await this.api.categories());
    } catch {
      // A new one can be made all the same.
    }
  }
}
