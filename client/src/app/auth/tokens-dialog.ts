/** The API tokens: what programs show in place of a session. A new one is shown once, here. */
import { Clipboard } from '@angular/cdk/clipboard';
import { Component, inject, signal } from '@angular/core';
import { FormField, FormRoot, form, maxLength, required } from '@angular/forms/signals';
import { MatDialogModule } from '@angular/material/dialog';
import {
  type ApiTokenDto,
  LONGEST_TOKEN_NAME,
  type NewApiTokenDto,
  type Scope,
} from '@shared/dto/auth.js';
import { AuthApi } from '../api/auth-api';
import { describeFailure } from '../api/failure';
import { formatDate, formatDateTime } from '../ui/format';
import { Icon } from '../ui/icon';
import { EntryField } from './entry-field';

const DAY_MS = 86_400_000;

/** What a scope lets one do, in words. */
const SCOPE_WORDS: readonly { scope: Scope; word: string }[] = [
  { scope: 'read', word: 'Read: see everything' },
  { scope: 'control', word: 'Control: add, change and remove torrents' },
  { scope: 'admin', word: 'Admin: settings and accounts too' },
];
const LIFETIMES: readonly { days: string; word: string }[] = [
  { days: '30', word: '30 days' },
  { days: '365', word: 'One year' },
  { days: '', word: 'No end' },
];

@Component({
  selector: 'shoal-tokens-dialog',
  imports: [EntryField, FormField, FormRoot, Icon, MatDialogModule],
  templateUrl: './tokens-dialog.html',
  styleUrls: ['./entry-form.css', './credential-list.css', './tokens-dialog.css'],
})
export class TokensDialog {
  private readonly api = inject(AuthApi);
  private readonly clipboard = inject(Clipboard);
  protected readonly tokens = signal<ApiTokenDto[] | null>(null);
  protected readonly made = signal<NewApiTokenDto | null>(null);
  protected readonly isCopied = signal(false);
  protected readonly failure = signal<string | null>(null);
  /** The token that was asked to go, until it is confirmed. */
  protected readonly leaving = signal<string | null>(null);
  protected readonly scopes = SCOPE_WORDS;
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
      required(path.name, { message: 'Name what the token is for.' });
      maxLength(path.name, LONGEST_TOKEN_NAME, {
        message: `At most ${LONGEST_TOKEN_NAME} characters.`,
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
