/**
 * Signs in and goes back to where the user was on the way to. While the server cannot be reached it asks
 * again by itself, and notices when another tab of this browser has signed in.
 */
import {
  Component,
  DestroyRef,
  afterNextRender,
  computed,
  effect,
  inject,
  input,
  signal,
} from '@angular/core';
import { FormRoot, form, required } from '@angular/forms/signals';
import { Router } from '@angular/router';
import { type Failure, describeFailure } from '../api/failure';
import { formatDuration } from '../ui/format';
import { Icon } from '../ui/icon';
import { retryPause } from '../ui/retry-pause';
import { returnPath } from './auth-guards';
import { AuthSession } from './auth-session';
import { EntryCard } from './entry-card';
import { EntryField } from './entry-field';

const RETRY_DELAY_MS = 3000;

const FAREWELLS = {
  ended: $localize`Your session has ended. Sign in to go on where you were.`,
  'signed-out': $localize`You have signed out.`,
} as const;

@Component({
  selector: 'shoal-login-page',
  imports: [EntryCard, EntryField, FormRoot, Icon],
  host: { '(window:focus)': 'lookAgain()' },
  templateUrl: './login-page.html',
  styleUrl: './entry-form.css',
})
export class LoginPage {
  private readonly session = inject(AuthSession);
  private readonly router = inject(Router);
  /** Where to go after it, from the query. */
  readonly return = input<string>();

  private readonly entries = signal({ username: '', password: '' });
  /** Errors show from the first try on. */
  protected readonly isAttempted = signal(false);
  protected readonly form = form(
    this.entries,
    (path) => {
      required(path.username, { message: $localize`Enter your user name.` });
      required(path.password, { message: $localize`Enter your password.` });
    },
    {
      name: 'login',
      submission: {
        action: () => this.signIn(),
        onInvalid: (field) => {
          this.isAttempted.set(true);
          field().errorSummary()[0]?.fieldTree().focusBoundControl();
        },
      },
    },
  );
  private readonly pause = retryPause();
  private readonly refused = signal<Failure | null>(null);

  /** What the server says against it; that it cannot be reached, before anything was sent. */
  protected readonly refusal = computed(() => {
    const unreached = this.session.failure();
    return (
      this.refused()?.detail ?? (unreached && $localize`${unreached.detail}:problem: Trying again.`)
    );
  });
  protected readonly remark = computed(() => {
    const farewell = this.session.farewell();
    return farewell === null || this.refusal() !== null ? null : FAREWELLS[farewell];
  });
  protected readonly secondsLeft = this.pause.secondsLeft;
  protected readonly action = computed(() => {
    if (this.form().submitting()) return $localize`Signing in`;
    return this.secondsLeft() > 0
      ? $localize`Try again in ${formatDuration(this.secondsLeft())}:time:`
      : $localize`Sign in`;
  });

  constructor() {
    afterNextRender(() => this.form.username().focusBoundControl());
    let timer: ReturnType<typeof setTimeout> | undefined;
    effect(() => {
      if (this.session.failure() === null) return;
      clearTimeout(timer);
      timer = setTimeout(() => void this.lookAgain(), RETRY_DELAY_MS);
    });
    inject(DestroyRef).onDestroy(() => clearTimeout(timer));
  }

  /** Another tab may have signed in, or the server may be back. */
  protected async lookAgain(): Promise<void> {
    if (this.form().submitting()) return;
    const state = await this.session.refresh();
    if (state === 'signed-in') await this.goOn();
    if (state === 'setup-needed') await this.router.navigate(['/setup']);
  }

  private async signIn(): Promise<void> {
    if (this.secondsLeft() > 0) return;
    this.refused.set(null);
    const { username, password } = this.entries();
    try {
      await this.session.signIn(username, password);
      await this.goOn();
    } catch (error) {
      this.takeRefusal(describeFailure(error));
    }
  }

  private takeRefusal(failure: Failure): void {
    this.refused.set(failure);
    if (failure.retryAfterSeconds) this.pause.begin(failure.retryAfterSeconds);
    if (failure.status === 401) this.form.password().focusBoundControl();
  }

  private async goOn(): Promise<void> {
    await this.router.navigateByUrl(returnPath(this.return()), { replaceUrl: true });
  }
}
