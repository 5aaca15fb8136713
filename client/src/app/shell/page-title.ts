/** The title of the window: the page's, or the name of the torrent whose details are open. */
import { DOCUMENT, Service, computed, effect, inject, signal } from '@angular/core';
import { type RouterStateSnapshot, TitleStrategy } from '@angular/router';
import { DownloadStore } from '../live/download-store';

const APP_NAME = 'Shoal';

@Service()
export class PageTitle extends TitleStrategy {
  private readonly document = inject(DOCUMENT);
  private readonly store = inject(DownloadStore);
  private readonly page = signal<string | undefined>(undefined);
  private readonly openId = signal<string | null>(null);

  private readonly title = computed(() => {
    const openId = this.openId();
    const subject = (openId !== null && this.store.row(openId)?.name) || this.page();
    return subject === undefined
      ? APP_NAME
      : $localize`:title of the window:${subject}:subject: - ${APP_NAME}:app:`;
  });

  constructor() {
    super();
    effect(() => (this.document.title = this.title()));
  }

  override updateTitle(snapshot: RouterStateSnapshot): void {
    this.page.set(this.buildTitle(snapshot));
    this.openId.set(/^\/torrents\/([^/?#]+)/.exec(snapshot.url)?.[1] ?? null);
  }
}
