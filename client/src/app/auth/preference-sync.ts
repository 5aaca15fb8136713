/**
 * Lets the choices of the user follow the account: read when one signs in, told a moment after each change. Invariant: what was
 * chosen here and not told yet is never undone by what the account had before.
 */
import { DOCUMENT, DestroyRef, Service, effect, inject, untracked } from '@angular/core';
import { describeFailure } from '../api/failure';
import { PreferenceApi } from '../api/preference-api';
import {
  markPreferencesSent,
  offerPreferences,
  onPreferenceWritten,
  refreshPreference,
  takePreferences,
  unsentPreferences,
} from '../ui/preference';
import { AuthSession } from './auth-session';

/** Columns are dragged and dropped again: told once it is quiet. */
const TELL_AFTER_MS = 1_000;
const RETRY_AFTER_MS = 15_000;

@Service()
export class PreferenceSync {
  private readonly api = inject(PreferenceApi);
  private readonly auth = inject(AuthSession);
  private readonly document = inject(DOCUMENT);
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    effect(() => {
      const isSignedIn = this.auth.isSignedIn();
      const visit = this.auth.visit();
      untracked(() => (isSignedIn ? void this.begin(visit) : clearTimeout(this.timer)));
    });
    const destroyRef = inject(DestroyRef);
    destroyRef.onDestroy(onPreferenceWritten(() => this.tellAfter(TELL_AFTER_MS)));
    destroyRef.onDestroy(() => clearTimeout(this.timer));
    this.listen(destroyRef);
  }

  private listen(destroyRef: DestroyRef): void {
    const { document } = this;
    const window = document.defaultView;
    const tellNow = () => {
      if (document.visibilityState === 'hidden') void this.tell();
    };
    const takeOther = (event: StorageEvent) => refreshPreference(event.key);
    document.addEventListener('visibilitychange', tellNow);
    window?.addEventListener('storage', takeOther);
    destroyRef.onDestroy(() => {
      document.removeEventListener('visibilitychange', tellNow);
      window?.removeEventListener('storage', takeOther);
    });
  }

  private async begin(visit: number): Promise<void> {
    try {
      const values = await this.api.read();
      if (visit !== this.auth.visit()) return;
      if (Object.keys(values).length === 0) offerPreferences();
      takePreferences(values);
      this.tellAfter(TELL_AFTER_MS);
    } catch {
      const isCurrent = this.auth.isSignedIn() && visit === this.auth.visit();
      if (isCurrent) this.timer = setTimeout(() => void this.begin(visit), RETRY_AFTER_MS);
    }
  }

  private tellAfter(delayMs: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.tell(), delayMs);
  }

  private async tell(): Promise<void> {
    clearTimeout(this.timer);
    const changes = unsentPreferences();
    if (changes.size === 0 || !this.auth.isSignedIn()) return;
    try {
      await this.api.change(Object.fromEntries(changes));
      markPreferencesSent(changes);
    } catch (error) {
      const { status } = describeFailure(error);
      // What the server refuses it will refuse again: it stays with this browser.
      if (status === 400 || status === 422) markPreferencesSent(changes);
      else this.tellAfter(RETRY_AFTER_MS);
    }
  }
}
