/** The way between the areas of the app, in the top bar of wide screens. Narrower ones show the icons alone. */
import { Component, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Icon } from '../ui/icon';
import { AREA_LOOKS } from './navigation';
import { Place } from './place';

@Component({
  selector: 'shoal-nav-links',
  imports: [Icon, RouterLink],
  template: `
    <nav aria-label="Main" i18n-aria-label>
      @for (look of looks; track look.area) {
        <a
          [routerLink]="place.linkTo(look.area)"
          [attr.aria-current]="place.area() === look.area ? 'page' : null"
          [title]="look.word"
        >
          <shoal-icon [name]="look.icon" /><span>{{ look.word }}</span>
        </a>
      }
    </nav>
  `,
  styles: `
    nav {
      display: flex;
      height: 100%;
    }
    a {
      display: inline-flex;
      align-items: center;
      gap: 6px;
      min-width: var(--target);
      padding: 0 var(--space-3);
      border-block: 2px solid transparent;
      color: var(--text-muted);
      font-weight: 500;
      text-decoration: none;
    }
    a:hover {
      background: var(--surface-hover);
      color: var(--text);
    }
    a:focus-visible {
      outline-offset: -3px;
    }
    a[aria-current] {
      border-bottom-color: var(--accent);
      color: var(--text);
    }
    a[aria-current] shoal-icon {
      color: var(--accent);
    }
    @media (width < 860px) {
      a {
        padding: 0 var(--space-2);
      }
    }
    @media (width < 1280px) {
      span {
        position: absolute;
        width: 1px;
        height: 1px;
        overflow: hidden;
        clip-path: inset(50%);
      }
    }
  `,
})
export class NavLinks {
  protected readonly place = inject(Place);
  protected readonly looks = AREA_LOOKS;
}
