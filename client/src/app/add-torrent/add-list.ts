/** What is being added, with the state of each: one of them is looked at, each can be left out. */
import { ScrollingModule } from '@angular/cdk/scrolling';
import { Component, input, model, output } from '@angular/core';
import { describeBriefly } from '../metadata/metadata-words';
import { formatBytes, formatCount } from '../ui/format';
import { Icon, type IconName } from '../ui/icon';
import type { AddItem, AddItemState } from './add-item';

const LINE_PX = 52;

const ICONS: Record<AddItemState, IconName> = {
  reading: 'clock',
  metadata: 'magnet',
  ready: 'check',
  there: 'list',
  failed: 'alert',
  adding: 'upload',
};

@Component({
  selector: 'shoal-add-list',
  imports: [Icon, ScrollingModule],
  template: `
    <cdk-virtual-scroll-viewport
      role="list"
      i18n-aria-label
      aria-label="To be added"
      [itemSize]="linePx"
    >
      <div
        *cdkVirtualFor="let item of items(); let place = index; trackBy: trackSource"
        class="line"
        role="listitem"
        [class.current]="item === current()"
        [attr.aria-posinset]="place + 1"
        [attr.aria-setsize]="items().length"
      >
        <button
          class="open"
          type="button"
          [attr.aria-current]="item === current() || null"
          (click)="current.set(item)"
        >
          <shoal-icon [name]="icons[item.state()]" [attr.data-state]="item.state()" />
          <span class="name" [title]="item.name()">{{ item.name() }}</span>
          <span class="state figures" [attr.data-state]="item.state()">{{ describe(item) }}</span>
        </button>
        <button
          class="icon-button"
          type="button"
          [attr.aria-label]="leaveOutWord(item)"
          [title]="leaveOutWord(item)"
          [disabled]="isLocked()"
          (click)="leftOut.emit(item)"
        >
          <shoal-icon name="close" />
        </button>
      </div>
    </cdk-virtual-scroll-viewport>
  `,
  styleUrl: './add-list.css',
})
export class AddList {
  readonly items = input.required<readonly AddItem[]>();
  readonly current = model.required<AddItem | null>();
  readonly isLocked = input(false);
  readonly leftOut = output<AddItem>();

  protected readonly linePx = LINE_PX;
  protected readonly icons = ICONS;
  protected readonly trackSource = (_place: number, item: AddItem) => item.source;

  protected leaveOutWord(item: AddItem): string {
    return $localize`Do not add ${item.name()}:name:`;
  }

  protected describe(item: AddItem): string {
    const torrent = item.torrent();
    const words: Record<AddItemState, () => string> = {
      reading: () => $localize`Reading`,
      metadata: () => describeBriefly({ state: 'metadata', metadata: torrent?.metadata ?? null }),
      ready: () => describeSize(torrent?.files.length ?? 0, item.neededBytes() ?? 0),
      there: () => $localize`In the list already`,
      failed: () => item.faultText() ?? '',
      adding: () => $localize`Adding`,
    };
    return words[item.state()]();
  }
}

function describeSize(files: number, bytes: number): string {
  const [count, size] = [formatCount(files), formatBytes(bytes)];
  return files === 1
    ? $localize`${size}:size:, 1 file`
    : $localize`${size}:size:, ${count}:count: files`;
}
