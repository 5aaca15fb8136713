/** The rate limits that hold now, and the switch to the alternative ones (the turtle). Settings are read once, then followed. */
import { Service, computed, effect, inject, signal, untracked } from '@angular/core';
import type { RateLimitsDto, SettingsDto, UpdateSettingsRequest } from '@shared/dto/settings.js';
import { describeFailure } from '../api/failure';
import { SettingsApi } from '../api/settings-api';
import { Notices } from '../ui/notices';
import { LiveSync } from './live-sync';
import { SessionState } from './session-state';

@Service()
export class LimitState {
  private readonly api = inject(SettingsApi);
  private readonly sync = inject(LiveSync);
  private readonly session = inject(SessionState);
  private readonly notices = inject(Notices);
  private readonly busySignal = signal(false);

  readonly settings = this.session.settings;
  /** A change is on its way. */
  readonly isBusy = this.busySignal.asReadonly();
  /** Whether the alternative limits hold, by choice or by the schedule. */
  readonly isAlternative = computed(() => this.session.stats()?.alternativeLimits ?? false);
  readonly canChange = computed(
    () => this.sync.connection() === 'online' && this.settings() !== null && !this.isBusy(),
  );
  /** Those that hold now; null until they are known. */
  readonly current = computed<RateLimitsDto | null>(() => {
    const settings = this.settings();
    return settings && (this.isAlternative() ? settings.alternativeLimits : settings);
  });

  constructor() {
    effect(() => {
      const isNeeded = this.sync.connection() === 'online' && this.settings() === null;
      if (isNeeded) untracked(() => void this.read());
    });
  }

  isLocked(name: keyof SettingsDto): boolean {
    return this.settings()?.locked.some((locked) => locked === name) ?? false;
  }

  /** The alternative limits hold from now on, or no more, whatever the schedule says. */
  toggle(): Promise<void> {
    return this.change({ alternativeMode: this.isAlternative() ? 'off' : 'on' });
  }

  async change(changes: UpdateSettingsRequest): Promise<void> {
    this.busySignal.set(true);
    try {
      this.session.takeSettings(await this.api.change(changes));
    } catch (error) {
      this.notices.error(describeFailure(error).detail);
    } finally {
      this.busySignal.set(false);
    }
  }

  private async read(): Promise<void> {
    try {
      const settings = await this.api.read();
      // What was told meanwhile is newer.
      if (this.settings() === null) this.session.takeSettings(settings);
    } catch {
      // Shown as unknown; the connection's banner says why.
    }
  }
}
