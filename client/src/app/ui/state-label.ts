/** The state of a download as icon and word. */
import { Component, computed, input } from '@angular/core';
import type { DownloadState } from '@shared/dto/download.js';
import { STATE_LOOKS } from './download-states';
import { Icon } from './icon';

@Component({
  selector: 'shoal-state-label',
  imports: [Icon],
  host: { '[attr.data-tone]': 'look().tone' },
  template: `<shoal-icon [name]="look().icon" /><span>{{ look().word }}</span>`,
  styles: `
    :host {
      display: inline-flex;
      align-items: center;
      gap: 5px;
      color: var(--idle);
      white-space: nowrap;
    }
    :host([data-tone='download']) {
      color: var(--download);
    }
    :host([data-tone='upload']) {
      color: var(--upload);
    }
    :host([data-tone='warning']) {
      color: var(--warning);
    }
    :host([data-tone='error']) {
      color: var(--error);
    }
    span {
      overflow: hidden;
      text-overflow: ellipsis;
    }
  `,
})
export class StateLabel {
  readonly state = input.required<DownloadState>();
  protected readonly look = computed(() => STATE_LOOKS[this.state()]);
}
