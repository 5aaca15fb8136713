/** Which theme the app is shown in, and the choice of another. */
import { Component, computed, inject } from '@angular/core';
import { MatMenuModule } from '@angular/material/menu';
import { Icon, type IconName } from '../ui/icon';
import { THEME_LOOKS, Theme } from '../ui/theme';

@Component({
  selector: 'shoal-theme-menu',
  imports: [Icon, MatMenuModule],
  template: `
    <button
      class="icon-button"
      type="button"
      aria-haspopup="menu"
      aria-label="Colour theme"
      i18n-aria-label
      [matMenuTriggerFor]="menu"
    >
      <shoal-icon [name]="icon()" />
    </button>
    <mat-menu #menu="matMenu" xPosition="before">
      @for (look of looks; track look.name) {
        <button
          mat-menu-item
          role="menuitemradio"
          type="button"
          [attr.aria-checked]="theme.current() === look.name"
          (click)="theme.choose(look.name)"
        >
          <shoal-icon [name]="look.icon" />{{ look.word }}
          @if (theme.current() === look.name) {
            <span class="menu-key"><shoal-icon name="check" /></span>
          }
        </button>
      }
    </mat-menu>
  `,
})
export class ThemeMenu {
  protected readonly theme = inject(Theme);
  protected readonly looks = THEME_LOOKS;
  protected readonly icon = computed<IconName>(
    () => this.looks.find(({ name }) => name === this.theme.current())?.icon ?? 'monitor',
  );
}
