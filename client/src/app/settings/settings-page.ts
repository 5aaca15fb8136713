/**
 * The settings: their sections at the side, one of them open, and a search over all of them. On a phone the sections are a page
 * of their own, and each has a way back.
 */
import {
  Component,
  type ElementRef,
  computed,
  effect,
  inject,
  input,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { useCommands } from '../ui/commands';
import { AboutSection } from '../diagnostics/about-section';
import { Icon } from '../ui/icon';
import { AccountSection } from './account-section';
import { IntegrationsSection } from './integrations-section';
import { LabelsSection } from './labels-section';
import { SECTIONS, sectionOf } from './sections';
import { SessionsSection } from './sessions-section';
import { settingsOf } from './setting-catalogue';
import { type PagePart, type Setting, keyOf } from './setting-entry';
import { SettingRow } from './setting-row';
import { findSettings } from './setting-search';
import { SettingsStore } from './settings-store';
import { TokensSection } from './tokens-section';

@Component({
  selector: 'shoal-settings-page',
  imports: [
    AboutSection,
    AccountSection,
    Icon,
    IntegrationsSection,
    LabelsSection,
    RouterLink,
    SessionsSection,
    SettingRow,
    TokensSection,
  ],
  host: { '[class.at-section]': 'section() !== undefined || isSearching()' },
  templateUrl: './settings-page.html',
  styleUrl: './settings-page.css',
})
export class SettingsPage {
  protected readonly store = inject(SettingsStore);
  private readonly router = inject(Router);
  /** From the address; none is the first, and on a phone the list of them. */
  readonly section = input<string>();

  protected readonly sections = SECTIONS;
  protected readonly current = computed(() => sectionOf(this.section()));
  protected readonly search = signal('');
  protected readonly isSearching = computed(() => this.search().trim() !== '');
  protected readonly found = computed(() => findSettings(this.search()));
  protected readonly foundCount = computed(() =>
    this.found().reduce((sum, { settings }) => sum + settings.length, 0),
  );
  protected readonly rows = computed(() => shownIn(settingsOf(this.current().id)));
  protected readonly needsServer = computed(() =>
    (this.isSearching() ? this.found().flatMap(({ settings }) => settings) : this.rows()).some(
      ({ source }) => source === 'server',
    ),
  );
  protected readonly keyOf = keyOf;
  protected readonly shownIn = shownIn;
  protected readonly partsIn = partsIn;

  private readonly box = viewChild.required<ElementRef<HTMLInputElement>>('box');
  private readonly content = viewChild.required<ElementRef<HTMLElement>>('content');

  constructor() {
    useCommands(
      {
        id: 'search-settings',
        group: 'app',
        title: $localize`Search settings`,
        keys: ['/'],
        run: () => this.box().nativeElement.focus(),
      },
      ...SECTIONS.map(({ id, title }) => ({
        id: `settings-${id}`,
        group: 'go' as const,
        title: $localize`Settings: ${title}:section:`,
        run: () => void this.router.navigate(['/settings', id]),
      })),
    );
    effect(() => {
      this.current();
      untracked(() => (this.content().nativeElement.scrollTop = 0));
    });
  }

  protected goTo(): void {
    this.search.set('');
  }

  protected leaveSearch(event: Event): void {
    if (this.search() === '') return;
    event.stopPropagation();
    this.search.set('');
  }
}

/** Those that have a value to show. */
function shownIn(settings: readonly Setting[]): Exclude<Setting, PagePart>[] {
  return settings.filter((setting) => setting.source !== 'page');
}

function partsIn(settings: readonly Setting[]): PagePart[] {
  return settings.filter((setting) => setting.source === 'page');
}
