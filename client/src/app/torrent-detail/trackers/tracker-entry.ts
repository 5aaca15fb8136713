/** Where addresses of trackers are written: several to add, or one to change. What the server refuses is told at the field. */
import {
  Component,
  type ElementRef,
  afterNextRender,
  computed,
  input,
  linkedSignal,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { MAX_TRACKERS } from '@shared/dto/tracker.js';
import { Icon } from '../../ui/icon';
import { linesOf } from '../../ui/lines';
import { formatMessage } from '../../ui/message';

export interface TrackerEntryResult {
  urls: string[];
  /** From 0; null is a new one behind all others. */
  tier: number | null;
}

let count = 0;

@Component({
  selector: 'shoal-tracker-entry',
  imports: [Icon],
  template: `
    <form (submit)="send($event)" (keydown.escape)="leave($event)">
      <label [for]="fieldId">{{ label() }}</label>
      @if (isEdit()) {
        <input
          #box
          class="field mono"
          type="text"
          autocomplete="off"
          autocapitalize="off"
          spellcheck="false"
          [id]="fieldId"
          [value]="text()"
          [attr.aria-invalid]="fault() !== null || null"
          [attr.aria-describedby]="fieldId + '-note'"
          (input)="text.set(box.value)"
        />
      } @else {
        <textarea
          #box
          class="field mono"
          rows="3"
          autocomplete="off"
          autocapitalize="off"
          spellcheck="false"
          placeholder="https://tracker.example/announce"
          i18n-placeholder
          [id]="fieldId"
          [value]="text()"
          [attr.aria-invalid]="fault() !== null || null"
          [attr.aria-describedby]="fieldId + '-note'"
          (input)="text.set(box.value)"
        ></textarea>
      }
      @if (fault(); as detail) {
        <p class="error" role="alert" [id]="fieldId + '-note'">
          <shoal-icon name="alert" />{{ detail }}
        </p>
      } @else {
        <p class="muted" [id]="fieldId + '-note'">{{ hint() }}</p>
      }
      <div class="row">
        @if (!isEdit()) {
          <label [for]="fieldId + '-tier'" i18n>Into</label>
          <select
            #tierBox
            class="field"
            [id]="fieldId + '-tier'"
            (change)="tier.set(tierBox.value)"
          >
            <option value="" i18n>a new tier, asked last</option>
            @for (number of tierNumbers(); track number) {
              <option [value]="number - 1" i18n>tier {{ number }}</option>
            }
          </select>
        }
        <button class="button primary" type="submit" [disabled]="!canSend()">{{ action() }}</button>
        <button class="button" type="button" (click)="left.emit()" i18n>Cancel</button>
      </div>
    </form>
  `,
  styles: `
    form {
      display: grid;
      gap: 4px;
      padding: var(--space-2) 0;
    }
    form > label {
      font-weight: 600;
    }
    .field.mono {
      width: 100%;
      padding: var(--space-1) var(--space-2);
      resize: vertical;
    }
    p {
      display: flex;
      align-items: center;
      gap: 5px;
      font-size: var(--size-small);
    }
    .error {
      color: var(--error);
    }
    .row {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--space-2);
      margin-top: var(--space-1);
    }
  `,
})
export class TrackerEntry {
  /** The address that is changed; empty where some are added. */
  readonly url = input('');
  /** How many tiers there are to join. */
  readonly tiers = input(0);
  readonly fault = input<string | null>(null);
  readonly isBusy = input(false);
  readonly sent = output<TrackerEntryResult>();
  readonly left = output();

  protected readonly fieldId = `tracker-${(count += 1)}`;
  private readonly box = viewChild<ElementRef<HTMLInputElement | HTMLTextAreaElement>>('box');
  protected readonly text = linkedSignal(() => this.url());
  protected readonly tier = signal('');
  protected readonly isEdit = computed(() => this.url() !== '');
  private readonly urls = computed(() => linesOf(this.text()));
  protected readonly tierNumbers = computed(() =>
    Array.from({ length: this.tiers() }, (_, index) => index + 1),
  );
  protected readonly label = computed(() =>
    this.isEdit() ? $localize`Address of the tracker` : $localize`Addresses of trackers`,
  );
  protected readonly hint = computed(() =>
    this.isEdit()
      ? $localize`http, https or udp.`
      : $localize`One a line: http, https or udp. Those that are there already stay where they are.`,
  );
  protected readonly action = computed(() =>
    this.isEdit()
      ? $localize`Save`
      : formatMessage(
          $localize`{count, plural, =0 {Add} =1 {Add 1 tracker} other {Add # trackers}}`,
          { count: this.urls().length },
        ),
  );
  protected readonly canSend = computed(() => {
    const urls = this.urls();
    const isRight = urls.length > 0 && urls.length <= (this.isEdit() ? 1 : MAX_TRACKERS);
    return isRight && !this.isBusy();
  });

  constructor() {
    afterNextRender(() => this.box()?.nativeElement.focus());
  }

  protected send(event: Event): void {
    event.preventDefault();
    if (!this.canSend()) return;
    const tier = this.tier() === '' ? null : Number(this.tier());
    this.sent.emit({ urls: this.urls(), tier });
  }

  protected leave(event: Event): void {
    event.preventDefault();
    event.stopPropagation();
    this.left.emit();
  }
}
