/**
 * The home of the app: filters, list, and the details of one download docked below or beside it (a page on a phone). The
 * open details follow the selection.
 */
import {
  Component,
  DestroyRef,
  ElementRef,
  computed,
  effect,
  inject,
  viewChild,
} from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { NavigationEnd, Router, RouterOutlet } from '@angular/router';
import { filter, map } from 'rxjs';
import { useSelectionCommands } from '../actions/selection-commands';
import { DetailDock } from '../torrent-detail/detail-dock';
import { useCommands } from '../ui/commands';
import { Screen } from '../ui/screen';
import { FilterRail } from './filter-rail';
import { ListPlaceholder } from './list-placeholder';
import { ListToolbar } from './list-toolbar';
import { ListView } from './list-view';
import { RowMenu } from './row-menu';
import { Selection } from './selection';
import { TorrentList } from './torrent-list';

/** Details open in the pane wait this long for the keyboard to come to rest on a row. */
const FOLLOW_DELAY_MS = 120;

@Component({
  selector: 'shoal-torrents-page',
  imports: [FilterRail, ListPlaceholder, ListToolbar, RouterOutlet, RowMenu, TorrentList],
  host: {
    '[class.with-details]': 'openId() !== null',
    '[class.beside]': "dock.side() === 'right'",
    '[style.--pane-size.px]': 'dock.size()',
  },
  templateUrl: './torrents-page.html',
  styleUrl: './torrents-page.css',
})
export class TorrentsPage {
  private readonly router = inject(Router);
  private readonly destroyRef = inject(DestroyRef);
  private readonly selection = inject(Selection);
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef);
  protected readonly screen = inject(Screen);
  protected readonly dock = inject(DetailDock);
  protected readonly view = inject(ListView);
  protected readonly rowMenu = viewChild.required(RowMenu);

  private lastOpenId: string | null = null;

  private readonly url = toSignal(
    this.router.events.pipe(
      filter((event) => event instanceof NavigationEnd),
      map((event) => event.urlAfterRedirects),
    ),
    { initialValue: this.router.url },
  );
  protected readonly openId = computed(() => /\/torrents\/([^/?#]+)/.exec(this.url())?.[1] ?? null);

  constructor() {
    useSelectionCommands(() => this.targets());
    useCommands({
      id: 'step-back',
      group: 'view',
      title: $localize`Close the details, then clear the selection`,
      keys: ['Escape'],
      run: () => this.stepBack(),
    });
    this.watchRoom();
    effect(() => this.returnFocus(this.openId()));
    effect((onCleanup) => {
      const active = this.selection.active();
      const open = this.openId();
      if (active === null || open === null || active === open || this.screen.isPhone()) return;
      const timer = setTimeout(() => this.follow(active), FOLLOW_DELAY_MS);
      onCleanup(() => clearTimeout(timer));
    });
  }

  protected startResize(event: PointerEvent): void {
    const handle = event.currentTarget as HTMLElement;
    const edgeOf = ({ clientX, clientY }: PointerEvent) =>
      this.dock.side() === 'right' ? clientX : clientY;
    const start = this.dock.size() + edgeOf(event);
    handle.setPointerCapture(event.pointerId);
    const resize = (move: PointerEvent) => this.dock.resize(start - edgeOf(move));
    handle.addEventListener('pointermove', resize);
    handle.addEventListener(
      'lostpointercapture',
      () => handle.removeEventListener('pointermove', resize),
      { once: true },
    );
  }

  /** As the window splitter pattern has it: arrows move the edge, Home and End bring it to its ends. */
  protected resizeByKey(event: KeyboardEvent): void {
    const [larger, smaller] =
      this.dock.side() === 'right' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
    if (event.key === larger) this.dock.resizeBy(1);
    else if (event.key === smaller) this.dock.resizeBy(-1);
    else if (event.key === 'Home') this.dock.resize(this.dock.least());
    else if (event.key === 'End') this.dock.resize(this.dock.most());
    else return;
    event.preventDefault();
  }

  private watchRoom(): void {
    const page = this.element.nativeElement;
    const observer = new ResizeObserver(() => {
      const rail = page.querySelector('shoal-filter-rail')?.clientWidth ?? 0;
      this.dock.measure({ width: page.clientWidth - rail, height: page.clientHeight });
    });
    observer.observe(page);
    this.destroyRef.onDestroy(() => observer.disconnect());
  }

  /** The selection, or where there is none the download whose details are open. */
  private targets(): Iterable<string> {
    const selected = this.selection.selected();
    const open = this.openId();
    return selected.size > 0 || open === null ? selected : [open];
  }

  private stepBack(): void {
    if (this.openId() !== null) void this.router.navigate(['/']);
    else this.selection.clear();
  }

  /** Details that close take the focus with them: the list gets it. */
  private returnFocus(openId: string | null): void {
    const hasClosed = this.lastOpenId !== null && openId === null;
    this.lastOpenId = openId;
    if (!hasClosed) return;
    setTimeout(() => {
      const page = this.element.nativeElement;
      if (document.activeElement !== document.body) return;
      page.querySelector<HTMLElement>('[role=grid], [role=list]')?.focus();
    });
  }

  private follow(id: string): void {
    void this.router.navigate(['/torrents', id], {
      queryParamsHandling: 'preserve',
      replaceUrl: true,
    });
  }
}
