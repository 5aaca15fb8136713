/** Tags as chips, with a field that suggests those there are and takes new ones. */
import { Component, computed, input, model, signal } from '@angular/core';
import { MatAutocompleteModule } from '@angular/material/autocomplete';
import { LONGEST_LABEL, findLabels } from '../actions/labels';
import { Icon } from '../ui/icon';

const MOST_OFFERS = 20;

@Component({
  selector: 'shoal-tag-field',
  imports: [Icon, MatAutocompleteModule],
  template: `
    <label for="add-tags" i18n>Tags</label>
    <div class="field box">
      @for (tag of tags(); track tag) {
        <span class="chip">
          <span>{{ tag }}</span>
          <button type="button" [attr.aria-label]="removeWord(tag)" (click)="remove(tag)">
            <shoal-icon name="close" />
          </button>
        </span>
      }
      <input
        #box
        id="add-tags"
        type="text"
        autocomplete="off"
        autocapitalize="off"
        i18n-placeholder
        placeholder="Add a tag"
        [maxLength]="longest"
        [matAutocomplete]="offerList"
        [value]="text()"
        (input)="text.set(box.value)"
        (keydown.enter)="takeText($event)"
        (keydown.,)="takeText($event)"
        (keydown.backspace)="removeLast()"
        (blur)="takeText()"
      />
      <mat-autocomplete #offerList="matAutocomplete" (optionSelected)="take($event.option.value)">
        @for (offer of offers(); track offer) {
          <mat-option [value]="offer">{{ offer }}</mat-option>
        }
      </mat-autocomplete>
    </div>
  `,
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      align-content: start;
      gap: 3px;
    }
    label {
      font-weight: 600;
    }
    .box {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 3px;
      padding: 2px 4px;
    }
    .box:focus-within {
      outline: var(--focus-ring);
      outline-offset: 1px;
    }
    input {
      flex: 1;
      min-width: 80px;
      min-height: 24px;
      padding: 0 4px;
      border: 0;
      background: none;
      outline: none;
    }
    input::placeholder {
      color: var(--text-muted);
      opacity: 1;
    }
    .chip {
      display: inline-flex;
      align-items: center;
      max-width: 100%;
      padding-inline-start: 8px;
      border-radius: var(--radius);
      background: var(--accent-soft);
    }
    .chip span {
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .chip button {
      display: inline-grid;
      flex: none;
      place-items: center;
      width: 24px;
      height: 24px;
      padding: 0;
      border: 0;
      background: none;
    }
  `,
})
export class TagField {
  readonly tags = model.required<readonly string[]>();
  /** Those there are. */
  readonly known = input<readonly string[]>([]);
  protected readonly text = signal('');
  protected readonly longest = LONGEST_LABEL;
  protected readonly offers = computed(() => {
    const left = this.known().filter((tag) => !this.tags().includes(tag));
    return findLabels(left, this.text()).found.slice(0, MOST_OFFERS);
  });

  protected removeWord(tag: string): string {
    return $localize`Remove the tag ${tag}:tag:`;
  }

  /** Of the text, where it has a word; keys that end a tag do nothing else then. */
  protected takeText(event?: Event): void {
    if (event?.defaultPrevented || this.text().trim() === '') return;
    event?.preventDefault();
    this.take(this.text());
  }

  protected take(text: string): void {
    const tag = text.trim();
    this.text.set('');
    if (tag && !this.tags().includes(tag)) this.tags.set([...this.tags(), tag]);
  }

  protected remove(tag: string): void {
    this.tags.set(this.tags().filter((other) => other !== tag));
  }

  protected removeLast(): void {
    if (this.text() === '' && this.tags().length > 0) this.tags.set(this.tags().slice(0, -1));
  }
}
