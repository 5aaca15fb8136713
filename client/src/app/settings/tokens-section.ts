/** The API tokens: what programs show in place of a session. A new one is shown once, here. */
import { Clipboard } from '@angular/cdk/clipboard';
import { Component, inject, signal } from '@angular/core';
import { FormField, FormRoot, form, maxLength, required } from '@angular/forms/signals';
import {
  type ApiTokenDto,
  LONGEST_TOKEN_NAME,
  type NewApiTokenDto,
  type Scope,
} from '@shared/dto/auth.js';
import { AuthApi } from '../api/auth-api';
import { describeFailure } from '../api/failure';
import { EntryField } from '../auth/entry-field';
import { formatDate, formatDateTime } from '../ui/format';
import { Icon } from '../ui/icon';

const DAY_MS = 86_400_000;

/** What a scope lets one do, in words; each includes those before it. */
const SCOPES: readonly { scope: Scope; word: string; help: string }[] = [
  {
    scope: 'read',
    word: $localize`:scope:Read`,
    help: $localize`See everything, change nothing. For dashboards and monitoring.`,
  },
  {
    scope: 'control',
    word: $localize`:scope:Control`,
    help: $localize`Also add, change and remove torrents. For Sonarr, Radarr, autobrr and the like.`,
  },
  {
    scope: 'admin',
    word: $localize`:scope:Admin`,
    help: $localize`Also settings, accounts and tokens: as good as your password.`,
  },
];
const LIFETIMES: readonly { days: string; word: string }[] = [
  { days: '30', word: $localize`30 days` },
  { days: '365', word: $localize`One year` },
  { days: '', word: $localize`No end` },
];

@Component({
  selector: 'shoal-tokens-section',
  imports: [EntryField, FormField, FormRoot, Icon],
  templateUrl: './tokens-section.html',
  styleUrls: ['../auth/entry-form.css', './credential-list.css', './tokens-section.css'],
})
export class TokensSection {
  private readonly api = inject(AuthApi);
  private readonly clipboard = inject(Clipboard);
  protected readonly tokens = signal<ApiTokenDto[] | null>(null);
  protected readonly made = signal<NewApiTokenDto | null>(null);
  protected readonly isCopied = signal(false);
  protected readonly failure = signal<string | null>(null);
  /** The token that was asked to go, until it is confirmed. */
  protected readonly leaving = signal<string | null>(null);
  protected readonly scopes = SCOPES;
  protected readonly scopeWord = (scope: Scope): string =>
    SCOPES.find((each) => each.scope === scope)?.word ?? scope;
  protected readonly lifetimes = LIFETIMES;
  protected readonly date = formatDate;
  protected readonly time = formatDateTime;

  private readonly entries = signal<{ name: string; scope: Scope; days: string }>({
    name: '',
    scope: 'read',
    days: '365',
  });
  /** Errors show from the first try on. */
  protected readonly isAttempted = signal(false);
  protected readonly form = form(
    this.entries,
    (path) => {
      required(path.name, { message: $localize`Name what the token is for.` });
      maxLength(path.name, LONGEST_TOKEN_NAME, {
        message: $localize`At most ${LONGEST_TOKEN_NAME}:count: characters.`,
      });
    },
    {
      name: 'token',
      submission: {
        action: () => this.create(),
        onInvalid: (field) => {
          this.isAttempted.set(true);
          field.name().focusBoundControl();
        },
      },
    },
  );

  constructor() {
    void this.attempt(async () => {});
  }

  protected copy(token: string): void {
    this.isCopied.set(this.clipboard.copy(token));
  }

  protected revokeLabel({ id, name }: ApiTokenDto): string {
    return this.leaving() === id
      ? $localize`Revoke now: ${name}:token:`
      : $localize`Revoke ${name}:token:`;
  }

  /** Asks once more before programs lose their access. */
  protected async revoke({ id }: ApiTokenDto): Promise<void> {
    if (this.leaving() !== id) {
      this.leaving.set(id);
      return;
    }
    await this.attempt(() => this.api.revokeToken(id));
    this.leaving.set(null);
    if (this.made()?.id === id) this.made.set(null);
  }

  private async create(): Promise<void> {
    const { name, scope, days } = this.entries();
    const expiresAt =
      days === '' ? null : new Date(Date.now() + Number(days) * DAY_MS).toISOString();
    await this.attempt(async () => {
      this.made.set(await this.api.createToken({ name: name.trim(), scope, expiresAt }));
      this.isCopied.set(false);
      this.isAttempted.set(false);
      this.form().reset({ name: '', scope, days });
    });
  }

  /** Does it, and reads the list anew. */
  private async attempt(change: () => Promise<unknown>): Promise<void> {
    try {
      await change();
      this.tokens.set(await this.api.tokens());
      this.failure.set(null);
    } catch (error) {
      this.failure.set(describeFailure(error).detail);
    }
  }
}
