/** The first step of adding: a field for magnet links and addresses, and the way to files. */
import { Component, DOCUMENT, inject, output } from '@angular/core';
import { Icon } from '../ui/icon';
import { AddQueue } from './add-queue';
import { fileSource } from './add-source';
import { pickTorrentFiles } from './pick-files';

@Component({
  selector: 'shoal-link-entry',
  imports: [Icon],
  template: `
    <label class="links">
      <span i18n>Magnet links or addresses of .torrent files</span>
      <textarea
        #links
        class="field"
        rows="5"
        autocomplete="off"
        autocapitalize="off"
        spellcheck="false"
        i18n-placeholder
        placeholder="magnet:?xt=urn:btih:…"
        aria-describedby="links-hint"
        [value]="queue.draft()"
        (input)="queue.draft.set(links.value)"
        (keydown.enter)="finish($event)"
      ></textarea>
    </label>
    <p id="links-hint" class="muted" i18n>
      One a line; an info hash alone will do as well. Nothing starts before you say so.
    </p>
    <div class="files">
      <button class="button" type="button" (click)="pickFiles()">
        <shoal-icon name="document" /><ng-container i18n>Choose files</ng-container>
      </button>
      <span class="drop muted" i18n>or drop .torrent files anywhere in this window.</span>
    </div>
  `,
  styles: `
    :host,
    .links {
      display: grid;
      gap: var(--space-2);
    }
    .links {
      gap: 3px;
      font-weight: 600;
    }
    textarea {
      width: 100%;
      padding: var(--space-2);
      color: inherit;
      font: 400 var(--size-small) / 1.5 var(--font-mono);
      overflow-wrap: anywhere;
      resize: vertical;
    }
    textarea::placeholder {
      color: var(--text-muted);
      opacity: 1;
    }
    .files {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--space-2) var(--space-3);
      padding-top: var(--space-2);
    }
    @media (hover: none) {
      .drop {
        display: none;
      }
    }
  `,
})
export class LinkEntry {
  protected readonly queue = inject(AddQueue);
  private readonly document = inject(DOCUMENT);
  readonly finished = output();

  protected async pickFiles(): Promise<void> {
    const files = await pickTorrentFiles(this.document);
    this.queue.push(files.map(fileSource));
  }

  /** Enter goes on, as in a form of one line; with Shift it begins a new one. */
  protected finish(event: Event): void {
    if ((event as KeyboardEvent).shiftKey) return;
    event.preventDefault();
    this.finished.emit();
  }
}
