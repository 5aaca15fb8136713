/** What other programs and the browser need to work with Shoal: addresses to copy, documents to read, magnet links to take. */
import { Clipboard } from '@angular/cdk/clipboard';
import { Component, inject, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { SERVER_BASE } from '../api/server-address';
import { MagnetHandler } from '../shell/magnet-handler';
import { Icon } from '../ui/icon';

interface Address {
  readonly title: string;
  readonly url: string;
  readonly help: string;
  readonly isPage?: boolean;
}

@Component({
  selector: 'shoal-integrations-section',
  imports: [Icon, RouterLink],
  template: `
    <h3 i18n>Magnet links</h3>
    @if (magnetHandler.isOffered) {
      <p i18n>Let this browser open magnet links of any web page with Shoal. It asks you once.</p>
      <button class="button" type="button" (click)="magnetHandler.ask()">
        <shoal-icon name="magnet" /><span i18n>Open magnet links here</span>
      </button>
    } @else {
      <p i18n>
        This browser offers it only to pages that come over https, or from this machine: paste
        magnet links into the app instead.
      </p>
    }
    <h3 i18n>Addresses</h3>
    <p i18n>
      Programs send a token with each request, as <code class="mono">Authorization: Bearer</code>.
      <a routerLink="/settings/tokens">Make one</a> for each program.
    </p>
    <dl>
      @for (address of addresses; track address.url) {
        <div>
          <dt>{{ address.title }}</dt>
          <dd>
            @if (address.isPage) {
              <a class="mono" target="_blank" rel="noopener" [href]="address.url">{{
                address.url
              }}</a>
            } @else {
              <code class="mono">{{ address.url }}</code>
            }
            <button
              class="icon-button"
              type="button"
              [attr.aria-label]="copyLabel(address)"
              (click)="copy(address)"
            >
              <shoal-icon [name]="copied() === address.url ? 'check' : 'copy'" />
            </button>
            <p class="muted">{{ address.help }}</p>
          </dd>
        </div>
      }
    </dl>
    <p class="hidden" role="status">
      @if (copied()) {
        <ng-container i18n>Copied</ng-container>
      }
    </p>
  `,
  styles: `
    h3 {
      margin: var(--space-5) 0 var(--space-1);
      font-size: var(--size-heading);
      font-weight: 600;
    }
    h3 + p {
      max-width: 70ch;
      margin-bottom: var(--space-2);
      color: var(--text-muted);
    }
    a {
      color: var(--accent);
    }
    dl > div {
      display: grid;
      grid-template-columns: 180px minmax(0, 1fr);
      gap: 2px var(--space-4);
      padding: var(--space-2) 0;
      border-bottom: 1px solid var(--line-soft);
    }
    dt {
      padding-top: 4px;
      font-weight: 600;
    }
    dd {
      display: grid;
      grid-template-columns: minmax(0, 1fr) auto;
      align-items: center;
    }
    dd p {
      grid-column: 1 / -1;
      font-size: var(--size-small);
    }
    .mono {
      overflow-wrap: anywhere;
    }
    @media (width < 900px) {
      dl > div {
        grid-template-columns: minmax(0, 1fr);
      }
    }
  `,
})
export class IntegrationsSection {
  private readonly clipboard = inject(Clipboard);
  private readonly base = inject(SERVER_BASE);
  protected readonly magnetHandler = inject(MagnetHandler);
  protected readonly copied = signal<string | null>(null);

  protected readonly addresses: readonly Address[] = [
    {
      title: $localize`Base URL`,
      url: this.base,
      help: $localize`Host, port and path, for programs that ask for them.`,
    },
    {
      title: $localize`Documentation of the API`,
      url: `${this.base}api/docs`,
      help: $localize`Every call with its fields; calls can be tried there.`,
      isPage: true,
    },
    {
      title: $localize`API`,
      url: `${this.base}api`,
      help: $localize`REST, JSON. Its OpenAPI document is at openapi.json below it.`,
    },
    {
      title: $localize`Event stream`,
      url: `${this.base}api/events`,
      help: $localize`What happens as it happens, as server-sent events. The same by Socket.IO.`,
    },
    {
      title: $localize`Metrics`,
      url: `${this.base}metrics`,
      help: $localize`For Prometheus, with a token that may read.`,
    },
    {
      title: $localize`Health`,
      url: `${this.base}health/ready`,
      help: $localize`For supervisors and load balancers; needs no token.`,
    },
  ];

  protected copyLabel({ title }: Address): string {
    return $localize`Copy: ${title}:address:`;
  }

  protected copy({ url }: Address): void {
    if (this.clipboard.copy(url)) this.copied.set(url);
  }
}
