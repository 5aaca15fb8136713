/** What failed of an action on many, each with the server's reason; those with the same reason stand together. */
import { ScrollingModule } from '@angular/cdk/scrolling';
import { Component, inject } from '@angular/core';
import { MAT_DIALOG_DATA, MatDialogModule } from '@angular/material/dialog';
import type { Mishap } from './mishap';

/** A name, and two lines of reason. */
const LINE_PX = 64;
const MOST_LINES = 7;

@Component({
  selector: 'shoal-mishaps-dialog',
  imports: [MatDialogModule, ScrollingModule],
  template: `
    <h2 mat-dialog-title i18n>{{ data.title }}: not done for these</h2>
    <mat-dialog-content>
      <cdk-virtual-scroll-viewport
        tabindex="0"
        role="list"
        i18n-aria-label
        aria-label="What failed"
        [itemSize]="linePx"
        [style.height.px]="heightPx"
      >
        <div *cdkVirtualFor="let mishap of mishaps" class="line" role="listitem">
          <strong [title]="mishap.name">{{ mishap.name }}</strong>
          <span class="muted" [title]="mishap.detail">{{ mishap.detail }}</span>
        </div>
      </cdk-virtual-scroll-viewport>
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button class="button primary" type="button" mat-dialog-close i18n>Close</button>
    </mat-dialog-actions>
  `,
  styles: `
    .line {
      display: grid;
      align-content: center;
      height: 64px;
      border-bottom: 1px solid var(--line-soft);
    }
    span {
      display: -webkit-box;
      overflow: hidden;
      line-height: 1.3;
      -webkit-box-orient: vertical;
      -webkit-line-clamp: 2;
    }
    strong {
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
      color: var(--text);
      font-weight: 500;
    }
  `,
})
export class MishapsDialog {
  protected readonly data = inject<{ title: string; mishaps: readonly Mishap[] }>(MAT_DIALOG_DATA);
  protected readonly linePx = LINE_PX;
  protected readonly mishaps = this.data.mishaps.toSorted((one, other) =>
    one.detail.localeCompare(other.detail),
  );
  protected readonly heightPx = LINE_PX * Math.min(MOST_LINES, this.mishaps.length);
}
