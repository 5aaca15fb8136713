/** How torrents are added: folder, category, tags, how they begin. Presents choices, and gives them back changed. */
import { Component, computed, inject, input, model, signal } from '@angular/core';
import { MatAutocompleteModule } from '@angular/material/autocomplete';
import type { CategoryDto } from '@shared/dto/label.js';
import { LONGEST_LABEL, findLabels } from '../actions/labels';
import { LabelApi } from '../api/label-api';
import { FolderField } from '../ui/folder-field';
import { type AddChoices, START_MODES, type StartMode, inCategory } from './add-choices';
import { TagField } from './tag-field';

const MODE_WORDS: Record<StartMode, string> = {
  start: $localize`At once`,
  paused: $localize`Paused`,
  force: $localize`Forced, whatever the queue`,
  top: $localize`At the top of the queue`,
};

@Component({
  selector: 'shoal-add-options',
  imports: [FolderField, MatAutocompleteModule, TagField],
  templateUrl: './add-options.html',
  styleUrl: './add-options.css',
})
export class AddOptions {
  readonly choices = model.required<AddChoices>();
  /** What will be written; null while that is not known. */
  readonly neededBytes = input.required<number | null>();

  protected readonly categories = signal<readonly CategoryDto[]>([]);
  protected readonly tags = signal<readonly string[]>([]);
  protected readonly modes = START_MODES;
  protected readonly modeWords = MODE_WORDS;
  protected readonly longest = LONGEST_LABEL;
  protected readonly typedCategory = signal<string | null>(null);
  protected readonly categoryOffers = computed(() => {
    const names = this.categories().map(({ name }) => name);
    return findLabels(names, this.typedCategory() ?? '').found;
  });

  constructor() {
    void this.load(inject(LabelApi));
  }

  protected change(changes: Partial<AddChoices>): void {
    this.choices.set({ ...this.choices(), ...changes });
  }

  protected changeMode(mode: string): void {
    this.change({ mode: mode as StartMode });
  }

  protected chooseCategory(text: string): void {
    const name = text.trim() || null;
    this.typedCategory.set(null);
    if (name !== this.choices().category) {
      this.choices.set(inCategory(this.choices(), name, this.categories()));
    }
  }

  private async load(api: LabelApi): Promise<void> {
    try {
      const [categories, tags] = await Promise.all([api.categories(), api.tags()]);
      this.categories.set(categories);
      this.tags.set(tags.map(({ name }) => name));
    } catch {
      // Labels can be written all the same.
    }
  }
}
