/**
 * What happened to this download, the latest first. A fact of the stream about it says that there is more to read; what was
 * read before stays.
 */
import {
  Component,
  DestroyRef,
  computed,
  effect,
  inject,
  input,
  signal,
  untracked,
} from '@angular/core';
import type { ActivityEntryDto } from '@shared/dto/activity.js';
import type { DownloadDto } from '@shared/dto/download.js';
import { ActivityApi } from '../../api/activity-api';
import { describeFailure } from '../../api/failure';
import { LIVE_SOCKET } from '../../live/live-socket';
import { LiveSync } from '../../live/live-sync';
import { Clock } from '../../ui/clock';
import { formatDateTime, formatDuration } from '../../ui/format';
import { Icon } from '../../ui/icon';
import { EVENT_LOOKS, describeEvent, withLatest } from './event-words';

const PAGE = 50;
/** Several facts of one cause are one reading. */
const SETTLE_MS = 300;
const MINUTE_MS = 60_000;

interface Read {
  id: string;
  entries: ActivityEntryDto[];
  /** Asks for what came before. */
  cursor: string | null;
}

@Component({
  selector: 'shoal-events-tab',
  imports: [Icon],
  template: `
    @if (failure(); as detail) {
      <div class="fault" role="alert">
        <p><shoal-icon name="alert" />{{ detail }}</p>
        <button class="button" type="button" (click)="readLatest()" i18n>Try again</button>
      </div>
    }
    @if (shown(); as read) {
      @if (read.entries.length === 0) {
        <p class="none" i18n>Nothing is known of it: entries are kept for some time only.</p>
      }
      <ol>
        @for (entry of read.entries; track entry.id) {
          <li>
            <span class="mark" [attr.data-tone]="looks[entry.kind].tone"
              ><shoal-icon [name]="looks[entry.kind].icon"
            /></span>
            <div class="what">
              <p>{{ describe(entry) }}</p>
              @if (entry.error; as error) {
                <p class="error">{{ error.message }}</p>
              }
              @if (entry.name !== null && entry.name !== row().name) {
                <p class="muted">{{ entry.name }}</p>
              }
            </div>
            <time class="figures" [attr.datetime]="entry.at" [title]="age(entry)">{{
              time(entry.at)
            }}</time>
          </li>
        }
      </ol>
      @if (read.cursor !== null) {
        <button
          class="button earlier"
          type="button"
          [disabled]="!isLive() || isReading()"
          (click)="readEarlier()"
          i18n
        >
          Show earlier ones
        </button>
      }
    } @else if (failure() === null) {
      <div class="loading" role="status" aria-label="Reading what happened" i18n-aria-label>
        <div class="skeleton"></div>
        <div class="skeleton"></div>
      </div>
    }
  `,
  styleUrl: './events-tab.css',
})
export class EventsTab {
  private readonly api = inject(ActivityApi);
  private readonly clock = inject(Clock);
  private readonly sync = inject(LiveSync);
  readonly row = input.required<DownloadDto>();

  protected readonly looks = EVENT_LOOKS;
  protected readonly describe = describeEvent;
  protected readonly time = formatDateTime;
  protected readonly isLive = this.sync.isLive;
  protected readonly isReading = signal(false);
  protected readonly failure = signal<string | null>(null);
  private readonly read = signal<Read | null>(null);
  private readonly id = computed(() => this.row().id);
  protected readonly shown = computed(() => {
    const read = this.read();
    return read?.id === this.id() ? read : null;
  });
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    effect(() => {
      this.id();
      if (this.sync.connection() === 'online') untracked(() => void this.readLatest());
    });
    this.listen();
  }

  /** To the minute: nobody waits for seconds here. */
  protected age({ at }: ActivityEntryDto): string {
    const now = Math.floor(this.clock.now() / MINUTE_MS) * MINUTE_MS;
    const ago = formatDuration(Math.max(0, now - Date.parse(at)) / 1000);
    return $localize`${ago}:duration: ago`;
  }

  protected async readLatest(): Promise<void> {
    const id = this.id();
    await this.ask(id, async () => {
      const { entries, nextCursor } = await this.api.list({ downloadId: id, limit: PAGE });
      const known = this.shown();
      const merged = withLatest(known?.entries ?? [], entries);
      const cursor = merged.length > entries.length ? (known?.cursor ?? null) : nextCursor;
      this.take({ id, entries: merged, cursor });
    });
  }

  protected async readEarlier(): Promise<void> {
    const known = this.shown();
    if (!known || known.cursor === null) return;
    const { id, cursor } = known;
    await this.ask(id, async () => {
      const page = await this.api.list({ downloadId: id, limit: PAGE, cursor });
      const entries = [...(this.shown()?.entries ?? []), ...page.entries];
      this.take({ id, entries, cursor: page.nextCursor });
    });
  }

  private take(read: Read): void {
    if (read.id === this.id()) this.read.set(read);
  }

  private async ask(id: string, work: () => Promise<void>): Promise<void> {
    this.isReading.set(true);
    try {
      await work();
      this.failure.set(null);
    } catch (error) {
      if (id === this.id()) this.failure.set(describeFailure(error).detail);
    } finally {
      this.isReading.set(false);
    }
  }

  private listen(): void {
    const socket = inject(LIVE_SOCKET);
    const note = ({ id }: { id: string }) => {
      if (id !== this.id()) return;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => void this.readLatest(), SETTLE_MS);
    };
    socket.on('download:state', note);
    socket.on('download:completed', note);
    socket.on('download:error', note);
    inject(DestroyRef).onDestroy(() => {
      clearTimeout(this.timer);
      socket.off('download:state', note);
      socket.off('download:completed', note);
      socket.off('download:error', note);
    });
  }
}
