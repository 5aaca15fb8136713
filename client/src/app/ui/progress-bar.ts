/** A thin bar of how much is done. Decoration: the percentage stands beside it as text. */
import { Component, input } from '@angular/core';
import type { Tone } from './download-states';

@Component({
  selector: 'shoal-progress-bar',
  host: { 'aria-hidden': 'true', '[attr.data-tone]': 'tone()' },
  template: `<span [style.transform]="'scaleX(' + value() + ')'"></span>`,
  styles: `
    :host {
      display: block;
      height: 4px;
      border-radius: 2px;
      background: var(--bar-track);
      overflow: hidden;
      contain: strict;
    }
    span {
      display: block;
      height: 100%;
      background: var(--bar-idle);
      transform-origin: left;
    }
    @media (forced-colors: active) {
      :host {
        outline: 1px solid CanvasText;
        forced-color-adjust: none;
      }
    }
    :host([data-tone='download']) span {
      background: var(--bar-download);
    }
    :host([data-tone='upload']) span {
      background: var(--bar-upload);
    }
    :host([data-tone='warning']) span {
      background: var(--bar-warning);
    }
    :host([data-tone='error']) span {
      background: var(--bar-error);
    }
  `,
})
export class ProgressBar {
  /** From 0 to 1. */
  readonly value = input.required<number>();
  readonly tone = input.required<Tone>();
}
