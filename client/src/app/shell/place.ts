/** Where in the app the user is, by the address; and where among the torrents they were last, so that they can go back there. */
import { Service, computed, inject, signal } from '@angular/core';
import { NavigationEnd, Router } from '@angular/router';

export const AREAS = ['torrents', 'stats', 'activity', 'settings'] as const;
export type Area = (typeof AREAS)[number];

@Service()
export class Place {
  private readonly router = inject(Router);

  private readonly urlSignal = signal(this.router.url);
  private readonly torrentsUrlSignal = signal('/');

  /** The address within the app: `/torrents/4f2?tab=files`. */
  readonly url = this.urlSignal.asReadonly();
  readonly area = computed(() => areaOf(this.url()));
  /** The list as it was left: with the details that were open. */
  readonly torrentsUrl = this.torrentsUrlSignal.asReadonly();

  constructor() {
    this.note(this.router.url);
    this.router.events.subscribe((event) => {
      if (event instanceof NavigationEnd) this.note(event.urlAfterRedirects);
    });
  }

  /** To an area, and to the torrents as they were left; to the whole list where one is there already. */
  go(area: Area): void {
    void this.router.navigateByUrl(this.linkTo(area));
  }

  linkTo(area: Area): string {
    if (area !== 'torrents') return `/${area}`;
    return this.area() === 'torrents' ? '/' : this.torrentsUrl();
  }

  private note(url: string): void {
    this.urlSignal.set(url);
    const isOfList = areaOf(url) === 'torrents' && !/^\/(login|setup)\b/.test(url);
    if (isOfList) this.torrentsUrlSignal.set(url);
  }
}

/** Everything that is no other area is the list. */
export function areaOf(url: string): Area {
  const first = /^\/([^/?#]*)/.exec(url)?.[1];
  return AREAS.find((area) => area === first) ?? 'torrents';
}
