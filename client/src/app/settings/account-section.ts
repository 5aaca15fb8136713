/** Who is signed in, and their password: a change of it ends the sessions of all other browsers. */
import { Component, computed, inject, signal } from '@angular/core';
import { FormRoot, form, maxLength, minLength, required } from '@angular/forms/signals';
import { LONGEST_PASSWORD, SHORTEST_PASSWORD } from '@shared/dto/auth.js';
import { AuthApi } from '../api/auth-api';
import { type Failure, describeFailure } from '../api/failure';
import { AuthSession } from '../auth/auth-session';
import { EntryField } from '../auth/entry-field';
import { formatDuration } from '../ui/format';
import { Icon } from '../ui/icon';
import { Notices } from '../ui/notices';
import { retryPause } from '../ui/retry-pause';

@Component({
  selector: 'shoal-account-section',
  imports: [EntryField, FormRoot, Icon],
  templateUrl: './account-section.html',
  styleUrls: ['../auth/entry-form.css', './section-form.css'],
})
export class AccountSection {
  private readonly api = inject(AuthApi);
  private readonly notices = inject(Notices);
  protected readonly account = inject(AuthSession).account;

  private readonly entries = signal({ currentPassword: '', newPassword: '' });
  /** Errors show from the first try on. */
  protected readonly isAttempted = signal(false);
  protected readonly form = form(
    this.entries,
    (path) => {
      required(path.currentPassword, { message: $localize`Enter your current password.` });
      required(path.newPassword, { message: $localize`Choose a new password.` });
      minLength(path.newPassword, SHORTEST_PASSWORD, {
        message: $localize`At least ${SHORTEST_PASSWORD}:count: characters.`,
      });
      maxLength(path.newPassword, LONGEST_PASSWORD, {
        message: $localize`At most ${LONGEST_PASSWORD}:count: characters.`,
      });
    },
    {
      name: 'password',
      submission: {
        action: () => this.change(),
        onInvalid: (field) => {
          this.isAttempted.set(true);
          field().errorSummary()[0]?.fieldTree().focusBoundControl();
        },
      },
    },
  );
  private readonly pause = retryPause();
  protected readonly refusal = signal<Failure | null>(null);
  protected readonly passwordHint = $localize`At least ${SHORTEST_PASSWORD}:count: characters.`;
  protected readonly secondsLeft = this.pause.secondsLeft;
  protected readonly action = computed(() =>
    this.secondsLeft() > 0
      ? $localize`Try again in ${formatDuration(this.secondsLeft())}:time:`
      : $localize`Change password`,
  );

  private async change(): Promise<void> {
    this.refusal.set(null);
    try {
      await this.api.changePassword(this.entries());
      this.notices.info($localize`Password changed. All other browsers were signed out.`);
      this.isAttempted.set(false);
      this.form().reset({ currentPassword: '', newPassword: '' });
    } catch (error) {
      const failure = describeFailure(error);
      this.refusal.set(failure);
      if (failure.retryAfterSeconds) this.pause.begin(failure.retryAfterSeconds);
      const isWeak = failure.code === 'weak-password';
      const wrong = isWeak ? this.form.newPassword : this.form.currentPassword;
      wrong().focusBoundControl();
    }
  }
}
