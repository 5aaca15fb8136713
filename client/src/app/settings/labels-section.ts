/** Categories and tags: make, change, rename and delete them, on all of their torrents at once. */
import { Component, effect, inject, signal, untracked } from '@angular/core';
import type { CategoryDto, TagDto } from '@shared/dto/label.js';
import { LabelApi } from '../api/label-api';
import { describeFailure } from '../api/failure';
import { SessionState } from '../live/session-state';
import { formatCount, formatSpeed } from '../ui/format';
import { Icon } from '../ui/icon';
import { formatList } from '../ui/message';
import { CategoryForm } from './category-form';

@Component({
  selector: 'shoal-labels-section',
  imports: [CategoryForm, Icon],
  templateUrl: './labels-section.html',
  styleUrls: ['../auth/entry-form.css', './credential-list.css', './labels-section.css'],
})
export class LabelsSection {
  private readonly api = inject(LabelApi);
  private readonly session = inject(SessionState);
  protected readonly categories = signal<readonly CategoryDto[] | null>(null);
  protected readonly tags = signal<readonly TagDto[] | null>(null);
  protected readonly failure = signal<string | null>(null);
  /** The category whose form is open; empty for a new one. */
  protected readonly editing = signal<string | null>(null);
  protected readonly renaming = signal<string | null>(null);
  /** What was asked to go, until it is confirmed: `tag:name`, `category:name`. */
  protected readonly leaving = signal<string | null>(null);
  protected readonly count = formatCount;

  constructor() {
    effect(() => {
      this.session.labelChanges();
      untracked(() => void this.attempt(async () => {}));
    });
  }

  protected retry(): void {
    void this.attempt(async () => {});
  }

  protected closeForm(): void {
    this.editing.set(null);
  }

  protected async takeSaved(): Promise<void> {
    this.closeForm();
    await this.attempt(async () => {});
  }

  /** What its new downloads begin with, where that is anything. */
  protected describe(category: CategoryDto): string {
    const { directory, downloadLimit, uploadLimit, sequential, firstLastPieces, tags } = category;
    return formatList(
      [
        directory,
        downloadLimit !== null && $localize`at most ${formatSpeed(downloadLimit)}:rate: down`,
        uploadLimit !== null && $localize`at most ${formatSpeed(uploadLimit)}:rate: up`,
        sequential && $localize`in order`,
        firstLastPieces && $localize`first and last pieces first`,
        tags.length > 0 && $localize`tags ${formatList(tags)}:tags:`,
      ].filter((words): words is string => typeof words === 'string'),
    );
  }

  protected async addTag(event: Event, box: HTMLInputElement): Promise<void> {
    event.preventDefault();
    const name = box.value.trim();
    if (name === '') return;
    if (await this.attempt(() => this.api.putTag(name))) box.value = '';
  }

  protected async renameTag(event: Event, from: string, box: HTMLInputElement): Promise<void> {
    event.preventDefault();
    const name = box.value.trim();
    if (name === '') return;
    if (name === from || (await this.attempt(() => this.api.putTag(from, { name })))) {
      this.renaming.set(null);
    }
  }

  /** Asks once more before torrents lose it. */
  protected async removeTag(name: string): Promise<void> {
    if (this.isConfirmed(`tag:${name}`)) await this.attempt(() => this.api.deleteTag(name));
  }

  protected async removeCategory(name: string): Promise<void> {
    if (this.isConfirmed(`category:${name}`)) {
      await this.attempt(() => this.api.deleteCategory(name));
    }
  }

  protected editLabel(name: string): string {
    return $localize`Edit ${name}:label:`;
  }

  protected renameLabel(name: string): string {
    return $localize`Rename ${name}:label:`;
  }

  protected newNameLabel(name: string): string {
    return $localize`New name of ${name}:label:`;
  }

  protected deleteLabel(key: string, name: string): string {
    return this.leaving() === key
      ? $localize`Delete now: ${name}:label:`
      : $localize`Delete ${name}:label:`;
  }

  private isConfirmed(key: string): boolean {
    const isSecond = this.leaving() === key;
    this.leaving.set(isSecond ? null : key);
    return isSecond;
  }

  /** Does it and reads the lists anew; whether it was done. */
  private async attempt(change: () => Promise<unknown>): Promise<boolean> {
    try {
      await change();
      const [categories, tags] = await Promise.all([this.api.categories(), this.api.tags()]);
      this.categories.set(categories);
      this.tags.set(tags);
      this.failure.set(null);
      return true;
    } catch (error) {
      this.failure.set(describeFailure(error).detail);
      return false;
    }
  }
}
