/** Where a download goes and how it begins. */
import { Component, computed, inject, input, model } from '@angular/core';
import { SessionState } from '../live/session-state';
import { formatBytes } from '../ui/format';

@Component({
  selector: 'shoal-add-options',
  template: `
    <label class="folder">
      <span>Folder</span>
      <input
        #folder
        class="field"
        type="text"
        list="add-folders"
        autocomplete="off"
        spellcheck="false"
        [value]="directory()"
        (input)="directory.set(folder.value)"
      />
      <datalist id="add-folders">
        @for (path of folders(); track path) {
          <option [value]="path"></option>
        }
      </datalist>
    </label>
    @if (space(); as text) {
      <p class="figures" [class.lack]="isLacking()">{{ text }}</p>
    }
    <div class="switches">
      <label>
        <input type="checkbox" [checked]="isPaused()" (change)="isPaused.set(!isPaused())" />
        Add paused
      </label>
      <label>
        <input
          type="checkbox"
          [checked]="isSequential()"
          (change)="isSequential.set(!isSequential())"
        />
        Download in order
      </label>
    </div>
  `,
  styleUrl: './add-options.css',
})
export class AddOptions {
  private readonly session = inject(SessionState);
  readonly directory = model.required<string>();
  readonly isPaused = model.required<boolean>();
  readonly isSequential = model.required<boolean>();
  /** What will be written; null while that is not known. */
  readonly neededBytes = input.required<number | null>();

  protected readonly folders = computed(() => this.session.info()?.allowedDirectories ?? []);
  private readonly freeBytes = computed(() => this.session.info()?.freeBytes ?? null);
  protected readonly isLacking = computed(
    () => (this.freeBytes() ?? Infinity) < (this.neededBytes() ?? 0),
  );
  protected readonly space = computed(() => {
    const free = this.freeBytes();
    const needed = this.neededBytes();
    if (free === null) return null;
    if (needed === null) return `${formatBytes(free)} free`;
    return free < needed
      ? `Not enough space: ${formatBytes(needed - free)} too little`
      : `${formatBytes(free - needed)} free afterwards`;
  });
}
