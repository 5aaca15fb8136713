/** First run: the folder for new downloads, tried by writing to it before it is kept. */
import { Component, inject, output, signal, viewChild } from '@angular/core';
import { SettingsApi } from '../api/settings-api';
import { TorrentApi } from '../api/torrent-api';
import { describeFailure } from '../api/failure';
import { FolderField } from '../ui/folder-field';
import { Icon } from '../ui/icon';
import { FolderCheck } from './folder-check';

@Component({
  selector: 'shoal-folder-step',
  imports: [FolderCheck, FolderField, Icon],
  template: `
    <p class="introduction" i18n>
      A torrent goes there when you name no other folder. You can change it at any time.
    </p>
    @if (refusal(); as words) {
      <p class="refusal" role="alert"><shoal-icon name="alert" />{{ words }}</p>
    }
    <form (submit)="keep($event)">
      <shoal-folder-field i18n-label label="Folder for new downloads" [(directory)]="directory" />
      <shoal-folder-check [directory]="directory()" />
      <div class="ways">
        <button class="button primary" type="submit" [disabled]="isKeeping()" i18n>
          Use this folder
        </button>
        <ng-content />
      </div>
    </form>
  `,
  styleUrls: ['../auth/entry-form.css', './step.css'],
})
export class FolderStep {
  private readonly settings = inject(SettingsApi);
  private readonly api = inject(TorrentApi);
  readonly done = output();

  protected readonly directory = signal('');
  protected readonly refusal = signal<string | null>(null);
  protected readonly isKeeping = signal(false);
  private readonly check = viewChild.required(FolderCheck);
  private before = '';

  constructor() {
    void this.begin();
  }

  /** Only what is another one than before is a choice. */
  protected async keep(event: Event): Promise<void> {
    event.preventDefault();
    const directory = this.directory().trim();
    this.isKeeping.set(true);
    try {
      if (directory !== this.before) {
        await this.settings.change({ defaultDirectory: directory === '' ? null : directory });
      }
      this.done.emit();
    } catch (error) {
      this.refusal.set(describeFailure(error).detail);
    } finally {
      this.isKeeping.set(false);
    }
  }

  private async begin(): Promise<void> {
    try {
      this.before = (await this.api.info()).defaultDirectory;
      this.directory.set(this.before);
      // The input of the check follows with the next change detection.
      setTimeout(() => void this.check().try());
    } catch (error) {
      this.refusal.set(describeFailure(error).detail);
    }
  }
}
