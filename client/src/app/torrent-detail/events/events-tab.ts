/**
 * What happened to this download and what was done to it, the latest first. A fact of the stream about it says that there is
 * more to read; what was read before stays. Who may not read the audit log sees what happened alone.
 */
import { HttpErrorResponse } from '@angular/common/http';
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
import type { AuditEntryDto } from '@shared/dto/audit.js';
import type { DownloadDto } from '@shared/dto/download.js';
import { ActivityApi } from '../../api/activity-api';
import { AuditApi } from '../../api/audit-api';
import { describeFailure } from '../../api/failure';
import { LIVE_SOCKET } from '../../live/live-socket';
import { LiveSync } from '../../live/live-sync';
import { Clock } from '../../ui/clock';
import { formatDateTime, formatDuration } from '../../ui/format';
import { Icon } from '../../ui/icon';
import { type Pages, type TimelineEntry, timelineOf, withEarlier, withLatest } from './timeline';

const PAGE = 50;
/** Several facts of one cause are one reading. */
const SETTLE_MS = 300;
const MINUTE_MS = 60_000;
const FORBIDDEN = 403;

interface Read {
  id: string;
  events: Pages<ActivityEntryDto>;
  changes: Pages<AuditEntryDto>;
}

const NOTHING = { entries: [], cursor: null };

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
    @if (entries(); as entries) {
      @if (entries.length === 0) {
        <p class="none" i18n>Nothing is known of it: entries are kept for some time only.</p>
      }
      <ol>
        @for (entry of entries; track entry.key) {
          <li>
            <span class="mark" [attr.data-tone]="entry.look.tone"
              ><shoal-icon [name]="entry.look.icon"
            /></span>
            <div class="what">
              <p>{{ entry.words }}</p>
              @if (entry.fault; as fault) {
                <p class="error">{{ fault }}</p>
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
      @if (hasEarlier()) {
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
  private readonly activity = inject(ActivityApi);
  private readonly audit = inject(AuditApi);
  private readonly clock = inject(Clock);
  private readonly sync = inject(LiveSync);
  readonly row = input.required<DownloadDto>();

  protected readonly time = formatDateTime;
  protected readonly isLive = this.sync.isLive;
  protected readonly isReading = signal(false);
  protected readonly failure = signal<string | null>(null);
  private readonly read = signal<Read | null>(null);
  private readonly id = computed(() => this.row().id);
  private readonly known = computed(() => {
    const read = this.read();
    return read?.id === this.id() ? read : null;
  });
  protected readonly entries = computed(() => {
    const known = this.known();
    return known && timelineOf(known.events, known.changes);
  });
  protected readonly hasEarlier = computed(() => {
    const known = this.known();
    return known !== null && (known.events.cursor !== null || known.changes.cursor !== null);
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
  protected age({ at }: TimelineEntry): string {
    const now = Math.floor(this.clock.now() / MINUTE_MS) * MINUTE_MS;
    const ago = formatDuration(Math.max(0, now - Date.parse(at)) / 1000);
    return $localize`${ago}:duration: ago`;
  }

  protected readLatest(): Promise<void> {
    return this.ask(async (id) => {
      const [events, changes] = await Promise.all([
        this.eventsOf(id, null),
        this.changesOf(id, null),
      ]);
      const known = this.known();
      return {
        id,
        events: withLatest(known?.events ?? NOTHING, events),
        changes: withLatest(known?.changes ?? NOTHING, changes),
      };
    });
  }

  protected readEarlier(): Promise<void> {
    return this.ask(async (id) => {
      const { events, changes } = this.known() ?? { events: NOTHING, changes: NOTHING };
      const [earlierEvents, earlierChanges] = await Promise.all([
        events.cursor === null ? NOTHING : this.eventsOf(id, events.cursor),
        changes.cursor === null ? NOTHING : this.changesOf(id, changes.cursor),
      ]);
      return {
        id,
        events: withEarlier(events, earlierEvents),
        changes: withEarlier(changes, earlierChanges),
      };
    });
  }

  private async eventsOf(id: string, cursor: string | null): Promise<Pages<ActivityEntryDto>> {
    const query = { downloadId: id, limit: PAGE, ...(cursor !== null && { cursor }) };
    const { entries, nextCursor } = await this.activity.list(query);
    return { entries, cursor: nextCursor };
  }

  private async changesOf(id: string, cursor: string | null): Promise<Pages<AuditEntryDto>> {
    const query = { target: id, limit: PAGE, ...(cursor !== null && { cursor }) };
    try {
      const { entries, nextCursor } = await this.audit.list(query);
      return { entries, cursor: nextCursor };
    } catch (error) {
      if (error instanceof HttpErrorResponse && error.status === FORBIDDEN) return NOTHING;
      throw error;
    }
  }

  private async ask(work: (id: string) => Promise<Read>): Promise<void> {
    const id = this.id();
    this.isReading.set(true);
    try {
      const read = await work(id);
      if (id !== this.id()) return;
      this.read.set(read);
      this.failure.set(null);
    } catch (error) {
      if (id === this.id()) this.failure.set(describeFailure(error).detail);
    } finally {
      this.isReading.set(false);
    }
  }

  private listen(): void {
    const socket = inject(LIVE_SOCKET);
    const note = (id: string) => {
      if (id !== this.id()) return;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => void this.readLatest(), SETTLE_MS);
    };
    const noteFact = (fact: { id: string }) => note(fact.id);
    const noteUpdate = (fact: { download: DownloadDto }) => note(fact.download.id);
    socket.on('download:state', noteFact);
    socket.on('download:completed', noteFact);
    socket.on('download:error', noteFact);
    socket.on('download:updated', noteUpdate);
    inject(DestroyRef).onDestroy(() => {
      clearTimeout(this.timer);
      socket.off('download:state', noteFact);
      socket.off('download:completed', noteFact);
      socket.off('download:error', noteFact);
      socket.off('download:updated', noteUpdate);
    });
  }
}
