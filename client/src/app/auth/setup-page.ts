/**
 * The first run, in steps that take under a minute: the account, then what is worth a look before the first torrent. Only the
 * account must be; the rest can be left out, stands in the settings too, and is never shown again.
 */
import {
  Component,
  ElementRef,
  Injector,
  afterNextRender,
  computed,
  inject,
  signal,
} from '@angular/core';
import { Router } from '@angular/router';
import { FolderStep } from '../settings/folder-step';
import { LookStep } from '../settings/look-step';
import { PeersStep } from '../settings/peers-step';
import { AccountStep } from './account-step';
import { EntryCard } from './entry-card';

const STEPS = ['account', 'folder', 'peers', 'look'] as const;
type Step = (typeof STEPS)[number];

const HEADINGS: Readonly<Record<Step, string>> = {
  account: $localize`Create your account`,
  folder: $localize`Where should downloads go?`,
  peers: $localize`Can peers reach you?`,
  look: $localize`How should it look?`,
};

@Component({
  selector: 'shoal-setup-page',
  imports: [AccountStep, EntryCard, FolderStep, LookStep, PeersStep],
  template: `
    <shoal-entry-card [heading]="heading()" [isWide]="step() !== 'account'">
      <p class="step figures" i18n>Step {{ number() }} of {{ steps.length }}</p>
      @switch (step()) {
        @case ('account') {
          <shoal-account-step (done)="next()" />
        }
        @case ('folder') {
          <shoal-folder-step (done)="next()">
            <button class="button quiet" type="button" (click)="finish()" i18n>
              Skip the rest
            </button>
          </shoal-folder-step>
        }
        @case ('peers') {
          <shoal-peers-step />
        }
        @case ('look') {
          <shoal-look-step />
        }
      }
      @if (isLast()) {
        <div class="ways">
          <button class="button primary" type="button" (click)="finish()" i18n>
            Show my torrents
          </button>
        </div>
      } @else if (step() === 'peers') {
        <div class="ways">
          <button class="button primary" type="button" (click)="next()" i18n>Continue</button>
          <button class="button quiet" type="button" (click)="finish()" i18n>Skip the rest</button>
        </div>
      }
    </shoal-entry-card>
  `,
  styleUrl: './setup-page.css',
})
export class SetupPage {
  private readonly router = inject(Router);
  private readonly injector = inject(Injector);
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;

  protected readonly steps = STEPS;
  protected readonly step = signal<Step>('account');
  protected readonly heading = computed(() => HEADINGS[this.step()]);
  protected readonly number = computed(() => STEPS.indexOf(this.step()) + 1);
  protected readonly isLast = computed(() => this.number() === STEPS.length);

  protected next(): void {
    this.step.update((step) => STEPS[STEPS.indexOf(step) + 1] ?? step);
    // What was in focus is gone: the next step is read from its heading.
    const focus = () => this.element.querySelector('h1')?.focus();
    afterNextRender({ write: focus }, { injector: this.injector });
  }

  protected async finish(): Promise<void> {
    await this.router.navigateByUrl('/', { replaceUrl: true });
  }
}
