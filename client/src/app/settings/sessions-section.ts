/** The browsers that are signed in, and the way to put one out. */
import { Component, computed, inject, signal } from '@angular/core';
import type { SessionDto } from '@shared/dto/auth.js';
import { AuthApi } from '../api/auth-api';
import { describeFailure } from '../api/failure';
import { formatDate, formatDateTime } from '../ui/format';
import { Icon } from '../ui/icon';
import { browserName } from './browser-name';

@Component({
  selector: 'shoal-sessions-section',
  imports: [Icon],
  template: `
    @if (failure(); as detail) {
      <p class="refusal" role="alert">
        <shoal-icon name="alert" />{{ detail }}
        <button class="button" type="button" (click)="retry()" i18n>Try again</button>
      </p>
    }
    @if (sessions(); as rows) {
      <ul class="credentials">
        @for (row of rows; track row.id) {
          <li>
            <div class="what">
              <span class="name" [title]="row.userAgent">{{ browser(row.userAgent) }}</span>
              @if (row.current) {
                <span class="mark" i18n>This browser</span>
              }
              <span class="more" i18n
                >{{ row.address }}, last used {{ time(row.lastUsedAt) }}, since
                {{ date(row.createdAt) }}</span
              >
            </div>
            @if (!row.current) {
              <button
                class="button"
                type="button"
                [attr.aria-label]="endLabel(row)"
                (click)="end(row)"
                i18n
              >
                Sign out
              </button>
            }
          </li>
        }
      </ul>
      @if (hasOthers()) {
        <button class="button danger others" type="button" (click)="endOthers()" i18n>
          Sign out all others
        </button>
      } @else {
        <p class="muted" i18n>No other browser is signed in.</p>
      }
    } @else if (failure() === null) {
      <p class="muted" role="status" i18n>Asking the server.</p>
    }
  `,
  styleUrls: ['../auth/entry-form.css', './credential-list.css'],
})
export class SessionsSection {
  private readonly api = inject(AuthApi);
  protected readonly sessions = signal<SessionDto[] | null>(null);
  protected readonly failure = signal<string | null>(null);
  protected readonly hasOthers = computed(() => this.sessions()?.some((row) => !row.current));
  protected readonly browser = browserName;
  protected readonly date = formatDate;
  protected readonly time = formatDateTime;

  constructor() {
    void this.after(null);
  }

  protected endLabel({ userAgent, address }: SessionDto): string {
    return $localize`Sign out ${browserName(userAgent)}:browser: at ${address}:address:`;
  }

  protected retry(): Promise<void> {
    return this.after(null);
  }

  protected end(row: SessionDto): Promise<void> {
    return this.after(this.api.endSession(row.id));
  }

  protected endOthers(): Promise<void> {
    return this.after(this.api.endOtherSessions());
  }

  /** Reads the list once the change, if there is one, is made. */
  private async after(change: Promise<unknown> | null): Promise<void> {
    try {
      await change;
      this.sessions.set(sorted(await this.api.sessions()));
      this.failure.set(null);
    } catch (error) {
      this.failure.set(describeFailure(error).detail);
    }
  }
}

/** One's own first, then the last used. */
function sorted(sessions: SessionDto[]): SessionDto[] {
  return sessions.toSorted(
    (one, other) =>
      Number(other.current) - Number(one.current) || other.lastUsedAt.localeCompare(one.lastUsedAt),
  );
}
