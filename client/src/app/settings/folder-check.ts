/** Tries a folder of the server and says how it is: whether Shoal can write there, and what room it has. */
import { Component, computed, inject, input, linkedSignal } from '@angular/core';
import type { FolderCheckDto } from '@shared/dto/volume.js';
import { describeFailure } from '../api/failure';
import { VolumeApi } from '../api/volume-api';
import { formatBytes } from '../ui/format';
import { Icon } from '../ui/icon';

type Finding = { is: 'trying' } | { is: 'good' | 'bad'; words: string } | null;

@Component({
  selector: 'shoal-folder-check',
  imports: [Icon],
  template: `
    <button class="button" type="button" [disabled]="isDisabled()" (click)="try()">
      @if (finding()?.is === 'trying') {
        <ng-container i18n>Trying it</ng-container>
      } @else {
        <ng-container i18n>Try this folder</ng-container>
      }
    </button>
    <p role="status" [attr.data-is]="finding()?.is">
      @if (outcome(); as said) {
        <shoal-icon [name]="said.is === 'good' ? 'check' : 'alert'" />{{ said.words }}
      }
    </p>
  `,
  styles: `
    :host {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--space-1) var(--space-3);
    }
    p {
      display: flex;
      align-items: center;
      gap: 5px;
      min-width: 0;
      overflow-wrap: anywhere;
    }
    [data-is='good'] {
      color: var(--upload);
    }
    [data-is='bad'] {
      color: var(--error);
    }
  `,
})
export class FolderCheck {
  private readonly api = inject(VolumeApi);
  readonly directory = input.required<string>();
  readonly disabled = input(false);

  /** Of the folder that is named now: another one was not tried. */
  protected readonly finding = linkedSignal<string, Finding>({
    source: this.directory,
    computation: () => null,
  });
  protected readonly outcome = computed(() => {
    const finding = this.finding();
    return finding === null || finding.is === 'trying' ? null : finding;
  });
  protected readonly isDisabled = computed(
    () => this.disabled() || this.directory().trim() === '' || this.finding()?.is === 'trying',
  );

  async try(): Promise<void> {
    const directory = this.directory();
    this.finding.set({ is: 'trying' });
    const finding = await this.look(directory.trim());
    if (directory === this.directory()) this.finding.set(finding);
  }

  private async look(directory: string): Promise<Finding> {
    try {
      const check = await this.api.check(directory);
      if (check.problem !== null) return { is: 'bad', words: check.problem };
      return { is: 'good', words: goodWords(check) };
    } catch (error) {
      return { is: 'bad', words: describeFailure(error).detail };
    }
  }
}

function goodWords({ exists, freeBytes }: FolderCheckDto): string {
  const free = freeBytes === null ? null : formatBytes(freeBytes);
  if (free === null) return $localize`Shoal can write there.`;
  return exists
    ? $localize`Shoal can write there. ${free}:size: free.`
    : $localize`Shoal can make it and write there. ${free}:size: free.`;
}
