/**
 * A field for a folder on the server: suggests the allowed ones and those used last, and says what room there is before and
 * after. What does not fit is a warning, no refusal: the server knows better what is there already.
 */
import { Component, computed, inject, input, model } from '@angular/core';
import { MatAutocompleteModule } from '@angular/material/autocomplete';
import { volumeOf, offersFor } from './folder-room';
import { Folders } from './folders';
import { formatBytes } from './format';
import { Icon } from './icon';

let count = 0;

@Component({
  selector: 'shoal-folder-field',
  imports: [Icon, MatAutocompleteModule],
  template: `
    <label [for]="fieldId" [class.hidden]="hasHiddenLabel()">{{ label() }}</label>
    <input
      #box
      class="field"
      type="text"
      autocomplete="off"
      autocapitalize="off"
      spellcheck="false"
      [id]="fieldId"
      [matAutocomplete]="offerList"
      [value]="directory()"
      [disabled]="disabled()"
      [placeholder]="emptyWords() || folders.defaultPath()"
      [attr.aria-describedby]="fieldId + '-room'"
      (input)="directory.set(box.value)"
    />
    <mat-autocomplete
      #offerList="matAutocomplete"
      class="folder-offers"
      (optionSelected)="directory.set($event.option.value)"
    >
      @for (offer of offers(); track offer.path) {
        <mat-option [value]="offer.path">
          <span class="folder-offer">
            <span class="path">{{ offer.path }}</span>
            @if (offer.isMissing) {
              <span class="room" i18n>not there</span>
            } @else if (offer.freeBytes !== null) {
              <span class="room" i18n>{{ bytes(offer.freeBytes) }} free</span>
            }
          </span>
        </mat-option>
      }
    </mat-autocomplete>
    <p class="figures" role="status" [id]="fieldId + '-room'" [class.lack]="isLacking()">
      @if (isLacking()) {
        <shoal-icon name="alert" />
      }
      {{ room() }}
    </p>
  `,
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: 3px;
    }
    label {
      font-weight: 600;
    }
    .field {
      width: 100%;
    }
    p {
      display: flex;
      align-items: center;
      gap: 5px;
      min-height: 1.4em;
      color: var(--text-muted);
      font-size: var(--size-small);
    }
    p.lack {
      color: var(--error);
      font-weight: 600;
    }
  `,
})
export class FolderField {
  protected readonly folders = inject(Folders);
  /** Absolute; empty where the server's default is meant. */
  readonly directory = model.required<string>();
  readonly label = input($localize`Folder`);
  /** Where the label stands elsewhere: then it is for screen readers alone. */
  readonly hasHiddenLabel = input(false);
  /** What an empty field means, where that is not the server's default. */
  readonly emptyWords = input('');
  /** What will be written; null while that is not known. */
  readonly neededBytes = input<number | null>(null);
  readonly disabled = input(false);

  protected readonly fieldId = `folder-${(count += 1)}`;
  protected readonly bytes = formatBytes;
  protected readonly offers = computed(() =>
    offersFor(this.directory(), {
      volumes: this.folders.volumes(),
      recent: this.folders.recent(),
    }),
  );
  private readonly volume = computed(() =>
    volumeOf(this.folders.volumes(), this.directory().trim() || this.folders.defaultPath()),
  );
  protected readonly isLacking = computed(() => {
    const volume = this.volume();
    if (this.folders.volumes().length === 0) return false;
    if (!volume || volume.state !== 'there') return true;
    return (volume.freeBytes ?? Infinity) < (this.neededBytes() ?? 0);
  });
  protected readonly room = computed(() => this.describeRoom());

  constructor() {
    void this.folders.refresh();
  }

  private describeRoom(): string {
    if (this.emptyWords() !== '' && this.directory().trim() === '') return '';
    const volumes = this.folders.volumes();
    const volume = this.volume();
    if (volumes.length === 0) return '';
    if (!volume) {
      const allowed = volumes.map(({ path }) => path).join(', ');
      return $localize`It must be one of these or below: ${allowed}:folders:`;
    }
    if (volume.state === 'missing')
      return $localize`The disk of ${volume.path}:folder: is not there.`;
    if (volume.state === 'silent')
      return $localize`The disk of ${volume.path}:folder: does not answer.`;
    const { freeBytes } = volume;
    const needed = this.neededBytes();
    if (freeBytes === null) return '';
    const free = formatBytes(freeBytes);
    if (!needed) return $localize`${free}:size: free`;
    const missing = formatBytes(needed - freeBytes);
    const after = formatBytes(freeBytes - needed);
    return freeBytes < needed
      ? $localize`Not enough space: ${free}:size: free, ${missing}:missing: too little`
      : $localize`${free}:size: free, ${after}:left: after this`;
  }
}
