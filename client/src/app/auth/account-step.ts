/**
 * Makes the first account. The one-time code comes in the link that the server printed (`#code=`), behind a
 * `#` so that no proxy logs it, and leaves the address bar at once; without one the page asks for it.
 */
import {
  Component,
  DOCUMENT,
  afterNextRender,
  computed,
  inject,
  output,
  signal,
} from '@angular/core';
import { FormRoot, form, maxLength, minLength, required } from '@angular/forms/signals';
import { Router } from '@angular/router';
import { LONGEST_PASSWORD, LONGEST_USERNAME, SHORTEST_PASSWORD } from '@shared/dto/auth.js';
import { type Failure, describeFailure } from '../api/failure';
import { formatDuration } from '../ui/format';
import { Icon } from '../ui/icon';
import { retryPause } from '../ui/retry-pause';
import { AuthSession } from './auth-session';
import { EntryField } from './entry-field';

@Component({
  selector: 'shoal-account-step',
  imports: [EntryField, FormRoot, Icon],
  templateUrl: './account-step.html',
  styleUrl: './entry-form.css',
})
export class AccountStep {
  private readonly session = inject(AuthSession);
  private readonly router = inject(Router);

  /** The account is made, and signed in. */
  readonly done = output();

  private readonly givenCode = takeCode();
  private readonly entries = signal({ code: this.givenCode, username: '', password: '' });
  /** Errors show from the first try on. */
  protected readonly isAttempted = signal(false);
  protected readonly form = form(
    this.entries,
    (path) => {
      required(path.code, { message: $localize`Enter the setup code.` });
      required(path.username, { message: $localize`Choose a user name.` });
      maxLength(path.username, LONGEST_USERNAME, {
        message: $localize`At most ${LONGEST_USERNAME}:count: characters.`,
      });
      required(path.password, { message: $localize`Choose a password.` });
      minLength(path.password, SHORTEST_PASSWORD, {
        message: $localize`At least ${SHORTEST_PASSWORD}:count: characters.`,
      });
      maxLength(path.password, LONGEST_PASSWORD, {
        message: $localize`At most ${LONGEST_PASSWORD}:count: characters.`,
      });
    },
    {
      name: 'setup',
      submission: {
        action: () => this.setUp(),
        onInvalid: (field) => {
          this.isAttempted.set(true);
          field().errorSummary()[0]?.fieldTree().focusBoundControl();
        },
      },
    },
  );
  private readonly pause = retryPause();
  protected readonly refusal = signal<Failure | null>(null);
  /** Where the link brought none, and where the one that it brought was refused. */
  protected readonly asksForCode = signal(this.givenCode === '');
  protected readonly passwordHint = $localize`At least ${SHORTEST_PASSWORD}:count: characters.`;
  protected readonly secondsLeft = this.pause.secondsLeft;
  protected readonly action = computed(() => {
    if (this.form().submitting()) return $localize`Making the account`;
    return this.secondsLeft() > 0
      ? $localize`Try again in ${formatDuration(this.secondsLeft())}:time:`
      : $localize`Create account`;
  });

  constructor() {
    const first = this.asksForCode() ? this.form.code : this.form.username;
    afterNextRender(() => first().focusBoundControl());
  }

  private async setUp(): Promise<void> {
    this.refusal.set(null);
    const { code, username, password } = this.entries();
    try {
      await this.session.setUp({ code: code.trim(), username: username.trim(), password });
      this.done.emit();
    } catch (error) {
      await this.takeRefusal(describeFailure(error));
    }
  }

  private async takeRefusal(failure: Failure): Promise<void> {
    if (failure.code === 'setup-done') {
      // Somebody else was quicker: there is an account now.
      await this.session.refresh();
      await this.router.navigate(['/login']);
      return;
    }
    this.refusal.set(failure);
    if (failure.code === 'wrong-setup-code') this.asksForCode.set(true);
    if (failure.retryAfterSeconds) this.pause.begin(failure.retryAfterSeconds);
  }
}

/** Reads the code of the link, and takes it out of the address bar and the history. */
function takeCode(): string {
  const { location, history } = inject(DOCUMENT).defaultView!;
  const code = new URLSearchParams(location.hash.slice(1)).get('code') ?? '';
  if (location.hash !== '') history.replaceState(history.state, '', location.pathname);
  return code;
}
