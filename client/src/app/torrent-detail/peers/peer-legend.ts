/** What the letters and words of the table of peers mean, and whose data the countries are. */
import { Component } from '@angular/core';
import { PEER_FLAGS } from './peer-flags';

@Component({
  selector: 'shoal-peer-legend',
  host: { role: 'group', 'aria-label': $localize`What the letters mean` },
  template: `
    <dl>
      @for (flag of flags; track flag.letter) {
        <div>
          <dt>
            <span class="mono">{{ flag.letter }}</span> {{ flag.words }}
          </dt>
          <dd>{{ flag.meaning }}</dd>
        </div>
      }
    </dl>
    <p class="muted">
      <ng-container i18n
        >Countries are looked up on your own server, for IPv4 addresses only. This product includes
        IP2Location LITE data available from</ng-container
      >
      <a
        translate="no"
        href="https://lite.ip2location.com"
        target="_blank"
        rel="noopener noreferrer"
        >lite.ip2location.com</a
      >.
    </p>
  `,
  styles: `
    :host {
      display: block;
      max-height: 45%;
      padding: var(--space-3) var(--space-4);
      border-bottom: 1px solid var(--line);
      background: var(--surface-page);
      overflow: auto;
    }
    dl {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(270px, 1fr));
      gap: var(--space-2) var(--space-4);
    }
    dt {
      font-weight: 600;
    }
    dt .mono {
      display: inline-block;
      min-width: 1.4em;
      color: var(--accent);
    }
    dd {
      color: var(--text-muted);
      font-size: var(--size-small);
    }
    p {
      margin-top: var(--space-3);
      font-size: var(--size-small);
    }
    a {
      color: var(--accent);
    }
  `,
})
export class PeerLegend {
  protected readonly flags = PEER_FLAGS;
}
