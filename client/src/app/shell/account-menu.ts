/** Who is signed in, and what they may do about it: password, sessions, tokens, the way out. */
import { Component, type Type, inject } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { MatDividerModule } from '@angular/material/divider';
import { MatMenuModule } from '@angular/material/menu';
import { AuthSession } from '../auth/auth-session';
import { describeFailure } from '../api/failure';
import { Icon } from '../ui/icon';
import { Notices } from '../ui/notices';
import { MagnetHandler } from './magnet-handler';

@Component({
  selector: 'shoal-account-menu',
  imports: [Icon, MatDividerModule, MatMenuModule],
  template: `
    <button
      class="icon-button"
      type="button"
      aria-haspopup="menu"
      [attr.aria-label]="'Account: ' + (session.account()?.name ?? '')"
      [matMenuTriggerFor]="menu"
    >
      <shoal-icon name="person" />
    </button>
    <mat-menu #menu="matMenu" xPosition="before">
      <button mat-menu-item type="button" (click)="changePassword()">
        <shoal-icon name="lock" />Change password
      </button>
      <button mat-menu-item type="button" (click)="showSessions()">
        <shoal-icon name="monitor" />Signed-in browsers
      </button>
      <button mat-menu-item type="button" (click)="showTokens()">
        <shoal-icon name="key" />API tokens
      </button>
      @if (magnetHandler.isOffered) {
        <button mat-menu-item type="button" (click)="magnetHandler.ask()">
          <shoal-icon name="magnet" />Open magnet links here
        </button>
      }
      <mat-divider />
      <button mat-menu-item type="button" (click)="signOut()">
        <shoal-icon name="signOut" />Sign out {{ session.account()?.name }}
      </button>
    </mat-menu>
  `,
})
export class AccountMenu {
  protected readonly session = inject(AuthSession);
  protected readonly magnetHandler = inject(MagnetHandler);
  private readonly dialog = inject(MatDialog);
  private readonly notices = inject(Notices);

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

  protected async signOut(): Promise<void> {
    try {
      await this.session.signOut();
    } catch (error) {
      this.notices.error(`You are still signed in. ${describeFailure(error).detail}`);
    }
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
