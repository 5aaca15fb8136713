/** The room of a disk: a bar of what is taken, and what is free in words. */
import { Component, computed, input } from '@angular/core';
import type { VolumeDto } from '@shared/dto/volume.js';
import { formatBytes } from '../../ui/format';

/** Less is soon not enough. */
const LOW_SHARE = 0.05;
const LOW_BYTES = 1024 ** 3;

@Component({
  selector: 'shoal-disk-room',
  template: `
    @if (share() !== null) {
      <span class="bar" aria-hidden="true" [class.low]="isLow()">
        <span [style.inline-size.%]="share()! * 100"></span>
      </span>
    }
    <span class="words figures" [class.low]="isLow()">{{ words() }}</span>
  `,
  styles: `
    :host {
      display: grid;
      flex: 1 0 100%;
      gap: 2px;
      padding: 0 34px 5px;
    }
    .bar {
      height: 4px;
      border-radius: 2px;
      background: var(--bar-track);
      overflow: hidden;
    }
    .bar span {
      display: block;
      height: 100%;
      background: var(--bar-idle);
    }
    .bar.low span {
      background: var(--bar-error);
    }
    .words {
      color: var(--text-muted);
      font-size: var(--size-small);
    }
    .words.low {
      color: var(--error);
      font-weight: 600;
    }
  `,
})
export class DiskRoom {
  readonly volume = input.required<VolumeDto>();

  /** What is taken of it; null where that cannot be said. */
  protected readonly share = computed(() => {
    const { freeBytes, totalBytes } = this.volume();
    return freeBytes === null || !totalBytes ? null : 1 - freeBytes / totalBytes;
  });
  protected readonly isLow = computed(() => {
    const { state, freeBytes, totalBytes } = this.volume();
    if (state !== 'there') return true;
    return freeBytes !== null && freeBytes < Math.max(LOW_BYTES, (totalBytes ?? 0) * LOW_SHARE);
  });
  protected readonly words = computed(() => {
    const { state, freeBytes, totalBytes } = this.volume();
    if (state === 'missing') return $localize`Its disk is not there`;
    if (state === 'silent') return $localize`Its disk does not answer`;
    if (freeBytes === null) return $localize`Free space is not known`;
    const free = formatBytes(freeBytes);
    if (totalBytes === null) return $localize`${free}:amount: free`;
    return $localize`${free}:free amount: free of ${formatBytes(totalBytes)}:whole amount:`;
  });
}
