/**
 * Who is signed in, and the ways in and out. Invariant: `account` is set exactly while `state` is `signed-in`.
 * A session that the server ended leads to the sign-in page and from there back to where the user was; what
 * the app holds in memory (search, filter, files to add) stays until then.
 */
import { Service, computed, inject, signal } from '@angular/core';
import { Router } from '@angular/router';
import type { AccountDto, SetupRequest, WhoAmIDto } from '@shared/dto/auth.js';
import { AuthApi } from '../api/auth-api';
import { type Failure, describeFailure } from '../api/failure';

/** `unknown` until the server was asked, and while it cannot be reached. */
export type SignInState = 'unknown' | 'setup-needed' | 'signed-out' | 'signed-in';
/** Why one is signed out, where it has just happened. */
export type Farewell = 'signed-out' | 'ended';

@Service()
export class AuthSession {
  private readonly api = inject(AuthApi);
  private readonly router = inject(Router);
  private readonly stateSignal = signal<SignInState>('unknown');
  private readonly accountSignal = signal<AccountDto | null>(null);
  private readonly farewellSignal = signal<Farewell | null>(null);
  private readonly failureSignal = signal<Failure | null>(null);
  private readonly visitSignal = signal(0);
  private readonly lastTasks = new Set<() => Promise<unknown>>();
  private looking: Promise<SignInState> | null = null;

  readonly state = this.stateSignal.asReadonly();
  readonly account = this.accountSignal.asReadonly();
  readonly farewell = this.farewellSignal.asReadonly();
  /** Why the server could not be asked, while the state is unknown. */
  readonly failure = this.failureSignal.asReadonly();
  readonly isSignedIn = computed(() => this.state() === 'signed-in');
  /** Counts sign-ins: a late refusal of one visit says nothing about the next. */
  readonly visit = this.visitSignal.asReadonly();

  /** The state, asked of the server where it was not yet. */
  async restore(): Promise<SignInState> {
    const isAsked = this.state() !== 'unknown' || this.failure() !== null;
    return isAsked ? this.state() : await this.refresh();
  }

  /** Asks the server again: another tab may have signed in, an account may be there by now. */
  async refresh(): Promise<SignInState> {
    this.looking ??= this.look().finally(() => (this.looking = null));
    return await this.looking;
  }

  /** Signs in; rejects with what the server says against it. */
  async signIn(username: string, password: string): Promise<void> {
    this.enter(await this.api.login({ username, password }));
  }

  /** Makes the first account, which signs in. */
  async setUp(request: SetupRequest): Promise<void> {
    this.enter(await this.api.setUp(request));
  }

  /** Does this before every sign-out, as long as the session holds; until the function that it gives is called. */
  beforeSignOut(task: () => Promise<unknown>): () => void {
    this.lastTasks.add(task);
    return () => this.lastTasks.delete(task);
  }

  /** Rejects where the server was not told, since the session would go on. */
  async signOut(): Promise<void> {
    const visit = this.visit();
    await Promise.allSettled([...this.lastTasks].map((task) => task()));
    try {
      await this.api.logout();
    } catch (error) {
      if (describeFailure(error).status !== 401) throw error;
      // It had ended already.
    }
    this.leave('signed-out', visit);
    await this.router.navigate(['/login']);
  }

  /** The server knows this session no more: on to the sign-in page, and back here after it. */
  end(visit: number): void {
    if (!this.leave('ended', visit)) return;
    const { url } = this.router;
    void this.router.navigate(['/login'], { queryParams: url === '/' ? {} : { return: url } });
  }

  /** Finds out whether the session still holds, where a socket cannot tell why it was refused. */
  async check(): Promise<void> {
    if (!this.isSignedIn()) return;
    try {
      await this.api.whoAmI();
    } catch {
      // A 401 has ended the session by way of the interceptor; anything else says nothing about it.
    }
  }

  private async look(): Promise<SignInState> {
    try {
      this.enter(await this.api.whoAmI());
    } catch (error) {
      const failure = describeFailure(error);
      if (failure.status === 401) await this.lookForSetup();
      else this.failureSignal.set(failure);
    }
    return this.state();
  }

  private async lookForSetup(): Promise<void> {
    try {
      const { needed } = await this.api.setupState();
      this.stateSignal.set(needed ? 'setup-needed' : 'signed-out');
      this.failureSignal.set(null);
    } catch (error) {
      this.failureSignal.set(describeFailure(error));
    }
  }

  private enter({ account }: WhoAmIDto): void {
    this.accountSignal.set(account);
    this.stateSignal.set('signed-in');
    this.farewellSignal.set(null);
    this.failureSignal.set(null);
    this.visitSignal.update((visit) => visit + 1);
  }

  /** Whether there was something to leave. */
  private leave(farewell: Farewell, visit: number): boolean {
    if (!this.isSignedIn() || visit !== this.visit()) return false;
    this.accountSignal.set(null);
    this.stateSignal.set('signed-out');
    this.farewellSignal.set(farewell);
    return true;
  }
}
