/**
 * Asks the browser to open magnet links of any page with this app. Browsers offer that to pages that came over TLS
 * or from this machine; the user decides in the browser's own question, whose answer no page is told.
 */
import { DOCUMENT, Service, inject } from '@angular/core';
import { handlerAddress } from '../add-torrent/handed-links';
import { SERVER_BASE } from '../api/server-address';
import { Notices } from '../ui/notices';

@Service()
export class MagnetHandler {
  private readonly notices = inject(Notices);
  private readonly base = inject(SERVER_BASE);
  private readonly navigator = inject(DOCUMENT).defaultView?.navigator;
  readonly isOffered = typeof this.navigator?.registerProtocolHandler === 'function';

  ask(): void {
    try {
      this.navigator?.registerProtocolHandler('magnet', handlerAddress(this.base));
      this.notices.info($localize`Your browser asks whether Shoal may open magnet links.`);
    } catch {
      this.notices.error($localize`Your browser does not let Shoal open magnet links.`);
    }
  }
}
