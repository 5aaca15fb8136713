/**
 * One setting: its name, what it does, its value and its default, and who decides it where the user does not. A change is
 * sent at once and says that it is saved, or in the server's words why not; the value stays as the server has it.
 */
import {
  Component,
  type ElementRef,
  afterRenderEffect,
  computed,
  inject,
  input,
  linkedSignal,
  viewChild,
} from '@angular/core';
import type { LimitScheduleDto } from '@shared/dto/settings.js';
import { SessionState } from '../live/session-state';
import { FolderField } from '../ui/folder-field';
import { Icon } from '../ui/icon';
import { formatCount } from '../ui/format';
import { AccountChoices } from './account-choices';
import { ChoiceField } from './choice-field';
import { FolderCheck } from './folder-check';
import { QuantityField } from './quantity-field';
import { ScheduleField } from './schedule-field';
import { type AccountSetting, type ServerSetting, type StartSetting, keyOf } from './setting-entry';
import { SettingsStore } from './settings-store';
import { wordsOfValue } from './value-words';

const FOCUS_RETURNS_MS = 150;

type ShownSetting = ServerSetting | AccountSetting | StartSetting;

@Component({
  selector: 'shoal-setting-row',
  imports: [ChoiceField, FolderCheck, FolderField, Icon, QuantityField, ScheduleField],
  host: { '[class.wide]': 'isWide()', '[attr.data-setting]': 'key()' },
  templateUrl: './setting-row.html',
  styleUrl: './setting-row.css',
})
export class SettingRow {
  private readonly store = inject(SettingsStore);
  private readonly choices = inject(AccountChoices);
  private readonly session = inject(SessionState);
  readonly setting = input.required<ShownSetting>();

  private readonly refused = viewChild<ElementRef<HTMLElement>>('refused');
  protected readonly key = computed(() => keyOf(this.setting()));
  protected readonly inputId = computed(() => `setting-${this.key()}`);
  protected readonly server = computed(() => {
    const setting = this.setting();
    return setting.source === 'server' ? setting : null;
  });
  protected readonly kind = computed(() => this.server()?.kind ?? null);
  protected readonly account = computed(() => {
    const setting = this.setting();
    return setting.source === 'account' ? this.choices.of(setting) : null;
  });
  protected readonly start = computed(() => {
    const setting = this.setting();
    return setting.source === 'start' ? setting : null;
  });
  /** Of a folder and of a schedule the field needs the whole width. */
  protected readonly isWide = computed(() =>
    ['folder', 'schedule'].includes(this.kind()?.type ?? ''),
  );
  private readonly value = computed(() => {
    const server = this.server();
    return server ? this.store.valueOf(server) : this.account()?.value();
  });
  private readonly defaultValue = computed(() => {
    const server = this.server();
    return server ? this.store.defaultOf(server) : this.account()?.defaultValue;
  });
  protected readonly text = computed(() => {
    const value = this.value();
    return typeof value === 'string' ? value : '';
  });
  protected readonly amount = computed(() => (this.value() ?? null) as number | null);
  protected readonly isOn = computed(() => this.value() === true);
  protected readonly schedule = computed(() => this.value() as LimitScheduleDto);

  protected readonly lock = computed(() => {
    const server = this.server();
    return server ? this.store.lockOf(server) : (this.start()?.variable ?? null);
  });
  protected readonly isDisabled = computed(
    () => this.lock() !== null || (this.server() !== null && !this.store.canChange()),
  );
  protected readonly state = computed(() => {
    const server = this.server();
    return server ? this.store.changeStateOf(server) : undefined;
  });
  protected readonly refusal = computed(() => {
    const state = this.state();
    return state?.is === 'refused' ? state.words : null;
  });
  protected readonly isSaved = computed(() => this.state()?.is === 'saved');

  protected readonly isChanged = computed(
    () =>
      this.lock() === null &&
      this.defaultValue() !== undefined &&
      JSON.stringify(this.value()) !== JSON.stringify(this.defaultValue()),
  );
  /** Empty where it cannot be said shortly. */
  protected readonly defaultWords = computed(() => {
    const server = this.server();
    if (server) return wordsOfValue(server, this.defaultValue());
    const account = this.account();
    return account?.choices.find(({ value }) => value === account.defaultValue)?.word ?? '';
  });
  protected readonly resetWords = computed(() => {
    const words = this.defaultWords();
    return words === '' ? $localize`Reset` : $localize`Reset to ${words}:value:`;
  });
  protected readonly resetLabel = computed(
    () => $localize`${this.resetWords()}:action:: ${this.setting().title}:setting:`,
  );
  protected readonly startValue = computed(() => {
    const stats = this.session.stats();
    if (this.start()?.name === 'peerPort') {
      const port = this.session.peerPort();
      return port === null ? $localize`None` : String(port);
    }
    if (stats === null) return '';
    const nodes = stats.dhtNodes;
    return nodes === null ? $localize`Off` : $localize`On, ${formatCount(nodes)}:count: nodes`;
  });

  /** What stands in a folder's field, until it is saved. */
  protected readonly folder = linkedSignal(() => {
    const value = this.value();
    return typeof value === 'string' ? value : '';
  });

  constructor() {
    // A field at the edge of the screen has its refusal beyond it.
    afterRenderEffect(() => {
      if (this.refusal() !== null)
        this.refused()?.nativeElement.scrollIntoView?.({ block: 'nearest' });
    });
  }

  protected change(value: unknown): void {
    const server = this.server();
    if (server) void this.store.change(server, value);
    else if (typeof value === 'string') this.account()?.choose(value);
  }

  /** Once the user is done with it. */
  protected changeFolder(): void {
    const folder = this.folder().trim();
    const value = folder === '' ? null : folder;
    if (value !== (this.value() ?? null) && !this.isDisabled()) this.change(value);
  }

  /** A choice among the offered folders takes the focus away, and brings it back. */
  protected leaveFolder({ currentTarget }: Event): void {
    const field = currentTarget as Element;
    setTimeout(() => {
      if (!field.contains(field.ownerDocument.activeElement)) this.changeFolder();
    }, FOCUS_RETURNS_MS);
  }

  protected reset(): void {
    this.change(this.defaultValue());
  }
}
