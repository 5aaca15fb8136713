/** Changes the password, which ends the sessions of all other browsers. */
import { Component, computed, inject, signal } from '@angular/core';
import { FormRoot, form, maxLength, minLength, required } from '@angular/forms/signals';
import { MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { LONGEST_PASSWORD, SHORTEST_PASSWORD } from '@shared/dto/auth.js';
import { AuthApi } from '../api/auth-api';
import { type Failure, describeFailure } from '../api/failure';
import { formatDuration } from '../ui/format';
import { Icon } from '../ui/icon';
import { Notices } from '../ui/notices';
import { retryPause } from '../ui/retry-pause';
import { AuthSession } from './auth-session';
import { EntryField } from './entry-field';

@Component({
  selector: 'shoal-password-dialog',
  imports: [EntryField, FormRoot, Icon, MatDialogModule],
  templateUrl: './password-dialog.html',
  styleUrl: './entry-form.css',
})
export class PasswordDialog {
  private readonly api = inject(AuthApi);
  private readonly notices = inject(Notices);
  private readonly dialog = inject<MatDialogRef<PasswordDialog>>(MatDialogRef);
  protected readonly account = inject(AuthSession).account;

  private readonly entries = signal({ currentPassword: '', newPassword: '' });
  /** Errors show from the first try on. */
  protected readonly isAttempted = signal(false);
  protected readonly form = form(
    this.entries,
    (path) => {
      required(path.currentPassword, { message: 'Enter your current password.' });
      required(path.newPassword, { message: 'Choose a new password.' });
      minLength(path.newPassword, SHORTEST_PASSWORD, {
        message: `At least ${SHORTEST_PASSWORD} characters.`,
      });
      maxLength(path.newPassword, LONGEST_PASSWORD, {
        message: `At most ${LONGEST_PASSWORD} characters.`,
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
  protected readonly passwordHint = `At least ${SHORTEST_PASSWORD} characters.`;
  protected readonly secondsLeft = this.pause.secondsLeft;
  protected readonly action = computed(() =>
    this.secondsLeft() > 0
      ? `Try again in ${formatDuration(this.secondsLeft())}`
      : 'Change password',
  );

  private async change(): Promise<void> {
    this.refusal.set(null);
    try {
      await this.api.changePassword(this.entries());
      this.notices.info('Password changed. All other browsers were signed out.');
      this.dialog.close();
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
