/** One peer: a row of the table, or a card of three lines where the pane is narrow. */
import { Component, computed, input, output } from '@angular/core';
import type { DownloadPeerDto } from '@shared/dto/download.js';
import { NO_VALUE, formatBytes, formatPercent, formatRate } from '../../ui/format';
import { Icon } from '../../ui/icon';
import { ProgressBar } from '../../ui/progress-bar';
import { drawsFlags } from '../../ui/flag-font';
import { describeFlags, describeTraffic, flagsOf, lettersOf } from './peer-flags';
import { ENCRYPTION_WORDS, FOUND_WORDS, countryOf, sourceOf } from './peer-words';

@Component({
  selector: 'shoal-peer-row',
  imports: [Icon, ProgressBar],
  host: {
    role: 'row',
    class: 'figures',
    '[id]': 'id()',
    '[attr.aria-rowindex]': 'place() + 2',
    '[class.active]': 'isActive()',
  },
  template: `
    <span role="gridcell" class="country" [title]="country()?.name ?? ''">
      @if (country(); as country) {
        @if (drawsFlags()) {
          <span class="flag" aria-hidden="true">{{ country.flag }}</span>
        }
        <span class="code">{{ country.code }}</span>
        <span class="land">{{ country.name }}</span>
      } @else {
        <span aria-hidden="true">{{ none }}</span><span class="hidden" i18n>Country not known</span>
      }
    </span>
    <span role="rowheader" class="address" [title]="peer().id">{{ peer().id }}</span>
    <span role="gridcell" class="client" [title]="peer().client">{{ peer().client || none }}</span>
    <span role="gridcell" class="has">
      <shoal-progress-bar
        [value]="peer().progress"
        [tone]="peer().progress >= 1 ? 'upload' : 'idle'"
      />
      <span class="percent">{{ percent(peer().progress) }}</span>
    </span>
    <span
      role="gridcell"
      class="down number"
      [class.moves]="peer().downloadRate > 0"
      [title]="received()"
    >
      @if (peer().downloadRate > 0) {
        <shoal-icon name="arrowDown" />
      }
      {{ rate(peer().downloadRate) }}</span
    >
    <span role="gridcell" class="up number" [class.moves]="peer().uploadRate > 0" [title]="sent()">
      @if (peer().uploadRate > 0) {
        <shoal-icon name="arrowUp" />
      }
      {{ rate(peer().uploadRate) }}</span
    >
    <span role="gridcell" class="source">{{ source() }}</span>
    <span role="gridcell" class="encryption">{{ encryption() }}</span>
    <span role="gridcell" class="status" [title]="everything()">
      <span class="letters mono" aria-hidden="true">{{ letters() }}</span>
      <span class="words">{{ traffic() }}</span>
    </span>
    <span role="gridcell" class="menu">
      <button
        #menuButton
        class="icon-button"
        type="button"
        aria-haspopup="menu"
        [tabIndex]="isActive() ? 0 : -1"
        [attr.aria-label]="menuLabel()"
        (click)="openMenu($event, menuButton)"
      >
        <shoal-icon name="more" />
      </button>
    </span>
  `,
  styleUrls: ['./peer-columns.css', './peer-row.css'],
})
export class PeerRow {
  readonly id = input.required<string>();
  readonly peer = input.required<DownloadPeerDto>();
  readonly place = input.required<number>();
  readonly isActive = input.required<boolean>();
  readonly menuOpened = output<HTMLElement>();

  protected readonly none = NO_VALUE;
  protected readonly rate = formatRate;
  protected readonly percent = formatPercent;
  protected readonly drawsFlags = drawsFlags;

  protected readonly country = computed(() => {
    const code = this.peer().country;
    return code === null ? null : countryOf(code);
  });
  private readonly flags = computed(() => flagsOf(this.peer()));
  protected readonly letters = computed(() => lettersOf(this.flags()));
  protected readonly traffic = computed(() => describeTraffic(this.flags()));
  protected readonly everything = computed(() => describeFlags(this.flags()));
  protected readonly source = computed(() => FOUND_WORDS[sourceOf(this.peer())]);
  protected readonly encryption = computed(() => ENCRYPTION_WORDS[this.peer().encryption]);
  protected readonly received = computed(
    () => $localize`Received ${formatBytes(this.peer().downloadedBytes)}:size: since it connected`,
  );
  protected readonly sent = computed(
    () => $localize`Sent ${formatBytes(this.peer().uploadedBytes)}:size: since it connected`,
  );
  protected readonly menuLabel = computed(
    () => $localize`Actions for the peer ${this.peer().id}:address:`,
  );

  protected openMenu(event: Event, button: HTMLElement): void {
    event.stopPropagation();
    this.menuOpened.emit(button);
  }
}
