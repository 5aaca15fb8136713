/** Who is signed in, and what they may do about it: password, sessions, tokens, the way out. */
import { Component, type Type, computed, inject } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { MatDividerModule } from '@angular/material/divider';
import { MatMenuModule } from '@angular/material/menu';
import { AuthSession } from '../auth/auth-session';
import { Icon } from '../ui/icon';
import { MagnetHandler } from './magnet-handler';
import { SignOut } from './sign-out';

@Component({
  selector: 'shoal-account-menu',
  imports: [Icon, MatDividerModule, MatMenuModule],
  template: `
    <button
      class="icon-button"
      type="button"
      aria-haspopup="menu"
      [attr.aria-label]="label()"
      [matMenuTriggerFor]="menu"
    >
      <shoal-icon name="person" />
    </button>
    <mat-menu #menu="matMenu" xPosition="before">
      <button mat-menu-item type="button" (click)="changePassword()">
        <shoal-icon name="lock" /><span i18n>Change password</span>
      </button>
      <button mat-menu-item type="button" (click)="showSessions()">
        <shoal-icon name="monitor" /><span i18n>Signed-in browsers</span>
      </button>
      <button mat-menu-item type="button" (click)="showTokens()">
        <shoal-icon name="key" /><span i18n>API tokens</span>
      </button>
      @if (magnetHandler.isOffered) {
        <button mat-menu-item type="button" (click)="magnetHandler.ask()">
          <shoal-icon name="magnet" /><span i18n>Open magnet links here</span>
        </button>
      }
      <mat-divider />
      <button mat-menu-item type="button" (click)="signOut.run()">
        <shoal-icon name="signOut" /><span i18n>Sign out {{ session.account()?.name }}</span>
      </button>
    </mat-menu>
  `,
})
export class AccountMenu {
  protected readonly session = inject(AuthSession);
  protected readonly label = computed(
    () => $localize`Account: ${this.session.account()?.name ?? ''}:name:`,
  );
  protected readonly magnetHandler = inject(MagnetHandler);
  private readonly dialog = inject(MatDialog);
  protected readonly signOut = inject(SignOut);

  protected async changePassword(): Promise<void> {
    const { PasswordDialog } = await import('../auth/password-dialog');
    this.open(PasswordDialog, '400px');
  }

  protected async showSessions(): Promise<void> {
    const { SessionsDialog } = await import('../auth/sessions-dialog');
    this.open(SessionsDialog, '560px');
  }

  protected async showTokens(): Promise<void> {
    const { TokensDialog } = await import('../auth/tokens-dialog');
    this.open(TokensDialog, '620px');
  }

  private open(component: Type<unknown>, width: string): void {
    this.dialog.open(component, {
      width,
      maxWidth: '94vw',
      maxHeight: '94vh',
      panelClass: 'full-on-phone',
    });
  }
}
