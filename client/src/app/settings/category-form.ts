/** A category with what its new downloads begin with: one that is made, or one that is changed. */
import { Component, computed, inject, input, linkedSignal, output, signal } from '@angular/core';
import type { CategoryDto } from '@shared/dto/label.js';
import { LabelApi } from '../api/label-api';
import { describeFailure } from '../api/failure';
import { FolderField } from '../ui/folder-field';
import { Icon } from '../ui/icon';
import { RateField } from '../ui/rate-field';

@Component({
  selector: 'shoal-category-form',
  imports: [FolderField, Icon, RateField],
  host: { '(keydown.escape)': 'stepBack($event)' },
  template: `
    <form (submit)="save($event)">
      @if (refusal(); as words) {
        <p class="refusal" role="alert"><shoal-icon name="alert" />{{ words }}</p>
      }
      <label>
        <span i18n>Name</span>
        <input
          #nameBox
          class="field"
          type="text"
          autocomplete="off"
          required
          maxlength="100"
          [value]="name()"
          (input)="name.set(nameBox.value)"
        />
      </label>
      <shoal-folder-field
        i18n-label
        label="Folder of new downloads"
        i18n-emptyWords
        emptyWords="The default folder"
        [(directory)]="directory"
      />
      <div class="rates">
        <shoal-rate-field
          i18n-label
          label="Download limit of each"
          [value]="downloadLimit()"
          (changed)="downloadLimit.set($event)"
        />
        <shoal-rate-field
          i18n-label
          label="Upload limit of each"
          [value]="uploadLimit()"
          (changed)="uploadLimit.set($event)"
        />
      </div>
      <label>
        <span i18n>Tags of new downloads, with commas between them</span>
        <input
          #tagBox
          class="field"
          type="text"
          autocomplete="off"
          [value]="tags()"
          (input)="tags.set(tagBox.value)"
        />
      </label>
      <label class="box">
        <input type="checkbox" [checked]="sequential()" (change)="sequential.set(!sequential())" />
        <span i18n>Download in order</span>
      </label>
      <label class="box">
        <input
          type="checkbox"
          [checked]="firstLastPieces()"
          (change)="firstLastPieces.set(!firstLastPieces())"
        />
        <span i18n>First and last pieces of each file first</span>
      </label>
      <p class="muted" i18n>Torrents that are in it already stay as they are.</p>
      <div class="actions">
        <button class="button primary" type="submit" [disabled]="isSaving()">
          @if (category()) {
            <ng-container i18n>Save category</ng-container>
          } @else {
            <ng-container i18n>Make category</ng-container>
          }
        </button>
        <button class="button" type="button" (click)="closed.emit()" i18n>Cancel</button>
      </div>
    </form>
  `,
  styleUrls: ['../auth/entry-form.css', './category-form.css'],
})
export class CategoryForm {
  private readonly api = inject(LabelApi);
  /** Null makes a new one. */
  readonly category = input.required<CategoryDto | null>();
  readonly saved = output();
  readonly closed = output();

  protected readonly name = linkedSignal(() => this.category()?.name ?? '');
  protected readonly directory = linkedSignal(() => this.category()?.directory ?? '');
  protected readonly downloadLimit = linkedSignal(() => this.category()?.downloadLimit ?? null);
  protected readonly uploadLimit = linkedSignal(() => this.category()?.uploadLimit ?? null);
  protected readonly sequential = linkedSignal(() => this.category()?.sequential ?? false);
  protected readonly firstLastPieces = linkedSignal(
    () => this.category()?.firstLastPieces ?? false,
  );
  protected readonly tags = linkedSignal(() => (this.category()?.tags ?? []).join(', '));
  protected readonly isSaving = signal(false);
  protected readonly refusal = signal<string | null>(null);
  private readonly tagList = computed(() =>
    this.tags()
      .split(',')
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ''),
  );

  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    const name = this.name().trim();
    const directory = this.directory().trim();
    this.isSaving.set(true);
    try {
      await this.api.putCategory(this.category()?.name ?? name, {
        name,
        directory: directory === '' ? null : directory,
        downloadLimit: this.downloadLimit(),
        uploadLimit: this.uploadLimit(),
        sequential: this.sequential(),
        firstLastPieces: this.firstLastPieces(),
        tags: this.tagList(),
      });
      this.saved.emit();
    } catch (error) {
      this.refusal.set(describeFailure(error).detail);
    } finally {
      this.isSaving.set(false);
    }
  }

  protected stepBack(event: Event): void {
    event.stopPropagation();
    this.closed.emit();
  }
}
