/**
 * The settings of the server as they are by now, whoever changes them, and the way to change one. Invariant: what is shown is
 * what the server said last; what it refused is told beside the setting, and nothing else is changed.
 */
import { Service, computed, effect, inject, signal, untracked } from '@angular/core';
import type { SettingsDefaultsDto } from '@shared/dto/settings.js';
import { SettingsApi } from '../api/settings-api';
import { type Failure, describeFailure } from '../api/failure';
import { LiveSync } from '../live/live-sync';
import { SessionState } from '../live/session-state';
import { type ServerSetting, changeOf, keyOf, valueIn } from './setting-entry';

/** What became of the last change of a setting. */
export type ChangeState = { is: 'saving' } | { is: 'saved' } | { is: 'refused'; words: string };

/** How long it says that it is saved. */
const SAVED_MS = 2_500;

@Service()
export class SettingsStore {
  private readonly api = inject(SettingsApi);
  private readonly session = inject(SessionState);
  private readonly sync = inject(LiveSync);
  private readonly defaultsSignal = signal<SettingsDefaultsDto | null>(null);
  private readonly failureSignal = signal<Failure | null>(null);
  private readonly changes = signal<ReadonlyMap<string, ChangeState>>(new Map());

  readonly settings = this.session.settings;
  readonly failure = this.failureSignal.asReadonly();
  readonly isThere = computed(() => this.settings() !== null && this.defaultsSignal() !== null);
  /** Nothing is sent while the server cannot be followed. */
  readonly canChange = computed(() => this.sync.connection() !== 'lost');

  constructor() {
    // What was changed while the connection was lost is not told afterwards.
    effect(() => {
      if (this.sync.connection() === 'online') untracked(() => void this.load());
    });
  }

  async load(): Promise<void> {
    try {
      const [settings, defaults] = await Promise.all([this.api.read(), this.api.defaults()]);
      this.session.takeSettings(settings);
      this.defaultsSignal.set(defaults);
      this.failureSignal.set(null);
    } catch (error) {
      this.failureSignal.set(describeFailure(error));
    }
  }

  /** Undefined until it is known. */
  valueOf(setting: ServerSetting): unknown {
    const settings = this.settings();
    return settings === null ? undefined : valueIn(settings, setting);
  }

  defaultOf(setting: ServerSetting): unknown {
    const defaults = this.defaultsSignal();
    return defaults === null ? undefined : valueIn(defaults.values, setting);
  }

  /** The variable that decides it in the users' place; null where they may. */
  lockOf({ name }: ServerSetting): string | null {
    if (!this.settings()?.locked.includes(name)) return null;
    return this.defaultsSignal()?.variables[name] ?? name;
  }

  changeStateOf(setting: ServerSetting): ChangeState | undefined {
    return this.changes().get(keyOf(setting));
  }

  async change(setting: ServerSetting, value: unknown): Promise<void> {
    const settings = this.settings();
    if (settings === null) return;
    const key = keyOf(setting);
    this.note(key, { is: 'saving' });
    try {
      this.session.takeSettings(await this.api.change(changeOf(settings, setting, value)));
      const saved: ChangeState = { is: 'saved' };
      this.note(key, saved);
      setTimeout(() => this.forget(key, saved), SAVED_MS);
    } catch (error) {
      this.note(key, { is: 'refused', words: wordsOf(describeFailure(error), setting) });
    }
  }

  private note(key: string, state: ChangeState): void {
    this.changes.update((states) => new Map(states).set(key, state));
  }

  private forget(key: string, state: ChangeState): void {
    if (this.changes().get(key) !== state) return;
    this.changes.update((states) => {
      const left = new Map(states);
      left.delete(key);
      return left;
    });
  }
}

/** The server's own, without the name that it has for programs. */
function wordsOf(failure: Failure, { name, part }: ServerSetting): string {
  const words = failure.detail.replace(/\.$/, '');
  const said = [part, name].find((each) => each !== undefined && words.startsWith(`${each} `));
  const rest = said === undefined ? words : words.slice(said.length + 1);
  return `${rest.charAt(0).toUpperCase()}${rest.slice(1)}.`;
}
