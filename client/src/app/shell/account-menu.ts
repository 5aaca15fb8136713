/** Who is signed in, and what they may do about it: password, sessions, tokens, the way out. */
import { Component, computed, inject } from '@angular/core';
import { MatDividerModule } from '@angular/material/divider';
import { MatMenuModule } from '@angular/material/menu';
import { RouterLink } from '@angular/router';
import { AuthSession } from '../auth/auth-session';
import { Icon } from '../ui/icon';
import { MagnetHandler } from './magnet-handler';
import { SignOut } from './sign-out';

@Component({
  selector: 'shoal-account-menu',
  imports: [Icon, MatDividerModule, MatMenuModule, RouterLink],
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
      <a mat-menu-item routerLink="/settings/account">
        <shoal-icon name="lock" /><span i18n>Change password</span>
      </a>
      <a mat-menu-item routerLink="/settings/sessions">
        <shoal-icon name="monitor" /><span i18n>Signed-in browsers</span>
      </a>
      <a mat-menu-item routerLink="/settings/tokens">
        <shoal-icon name="key" /><span i18n>API tokens</span>
      </a>
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
  protected readonly signOut = inject(SignOut);
}
