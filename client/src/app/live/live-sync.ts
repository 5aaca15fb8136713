/**
 * Keeps the download store true: a snapshot over REST, then the event stream from the snapshot's place on.
 * Invariant: while `phase` is `ready` and the connection is up, the store holds every fact up to `position`.
 * What arrives while the list loads is kept and applied after it: facts by sequence, rates in order. A gap in
 * the sequence, another boot or a new connection loads the list again (rates missed while away leave no gap,
 * so an equal position alone does not prove that the rows are fresh).
 */
import { DestroyRef, Service, computed, inject, signal } from '@angular/core';
import type { DownloadDto, StreamPosition } from '@shared/dto/download.js';
import type { DownloadProgress, ServerToClientEvents } from '@shared/events/stream.js';
import { DownloadApi } from '../api/download-api';
import { type Failure, describeFailure } from '../api/failure';
import { Notices } from '../ui/notices';
import { DownloadStore } from './download-store';
import { LIVE_SOCKET } from './live-socket';
import { SessionState } from './session-state';

/** The most that one page of the list may hold (DownloadListQuery). */
const PAGE_SIZE = 10_000;
/** Pages that were read at different places may miss a row: read anew this often before making do. */
const CONSISTENT_READ_ATTEMPTS = 3;
const RETRY_DELAY_MS = 3000;

type FactName =
  | 'download:added'
  | 'download:state'
  | 'download:updated'
  | 'queue:moved'
  | 'download:completed'
  | 'download:removed'
  | 'download:error'
  | 'session:notice'
  | 'session:settings';
type PendingEvent = { position: StreamPosition | null; apply: () => void };

@Service()
export class LiveSync {
  private readonly socket = inject(LIVE_SOCKET);
  private readonly api = inject(DownloadApi);
  private readonly store = inject(DownloadStore);
  private readonly session = inject(SessionState);
  private readonly notices = inject(Notices);

  private position: StreamPosition | null = null;
  private pending: PendingEvent[] | null = null;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;

  private readonly phaseSignal = signal<'loading' | 'ready' | 'failed'>('loading');
  private readonly failureSignal = signal<Failure | null>(null);
  private readonly connectionSignal = signal<'connecting' | 'online' | 'lost'>('connecting');
  private readonly lostAtSignal = signal<number | null>(null);

  /** Whether a list is there at all; it stays `ready` while a later reload runs. */
  readonly phase = this.phaseSignal.asReadonly();
  readonly failure = this.failureSignal.asReadonly();
  readonly connection = this.connectionSignal.asReadonly();
  /** When the connection broke, in milliseconds since 1970. */
  readonly lostAt = this.lostAtSignal.asReadonly();
  readonly isLive = computed(() => this.connection() === 'online' && this.phase() === 'ready');

  constructor() {
    inject(DestroyRef).onDestroy(() => {
      clearTimeout(this.retryTimer);
      this.socket.disconnect();
    });
  }

  /** Connects and stays connected. Call once, when the app starts. */
  start(): void {
    this.listenToConnection();
    this.listenToFacts();
    this.socket.on('downloads:progress', (frame) => this.takeProgress(frame));
    this.socket.on('session:stats', (stats) => this.session.takeStats(stats));
    this.socket.connect();
    void this.session.refreshInfo();
    void this.load();
  }

  /** Reads the list again; the page's own "try again" calls it too. */
  async load(): Promise<void> {
    if (this.pending) return;
    this.pending = [];
    clearTimeout(this.retryTimer);
    try {
      const snapshot = await this.readWholeList();
      this.store.replaceAll(snapshot.items);
      this.position = snapshot.position;
      this.failureSignal.set(null);
      this.phaseSignal.set('ready');
      this.applyPending();
    } catch (error) {
      this.pending = null;
      this.failureSignal.set(describeFailure(error));
      if (this.phase() !== 'ready') this.phaseSignal.set('failed');
      if (this.connection() === 'online' || this.phase() !== 'ready') {
        this.retryTimer = setTimeout(() => void this.load(), RETRY_DELAY_MS);
      }
    }
  }

  private async readWholeList(): Promise<{ items: DownloadDto[]; position: StreamPosition }> {
    for (let attempt = 1; ; attempt += 1) {
      const first = await this.api.list(0, PAGE_SIZE);
      const items = [...first.items];
      let isConsistent = true;
      while (items.length < first.total) {
        const page = await this.api.list(items.length, PAGE_SIZE);
        isConsistent &&= isSamePosition(page.position, first.position);
        if (page.items.length === 0) break;
        items.push(...page.items);
      }
      if (isConsistent || attempt >= CONSISTENT_READ_ATTEMPTS) {
        return { items, position: first.position };
      }
    }
  }

  private listenToConnection(): void {
    this.socket.on('session:hello', ({ position, stats }) => {
      this.session.takeStats(stats);
      const isReturning = this.connection() === 'lost';
      this.connectionSignal.set('online');
      this.lostAtSignal.set(null);
      if (isReturning) void this.session.refreshInfo();
      this.takeHello(position, isReturning);
    });
    const handleLoss = () => {
      if (this.connection() === 'lost') return;
      this.connectionSignal.set('lost');
      this.lostAtSignal.set(Date.now());
    };
    this.socket.on('disconnect', handleLoss);
    this.socket.on('connect_error', handleLoss);
  }

  /** A list that is older than the stream's start, or whose rates may have moved unseen, is read again. */
  private takeHello(position: StreamPosition, mustReload: boolean): void {
    const again = { position: null, apply: () => this.takeHello(position, mustReload) };
    if (this.keepForLater(again)) return;
    const known = this.position;
    const isBehind = !known || known.boot !== position.boot || known.sequence < position.sequence;
    if (mustReload || isBehind) void this.load();
  }

  private listenToFacts(): void {
    this.onFact('download:added', ({ download }) => this.store.put(download));
    this.onFact('download:updated', ({ download }) => this.store.put(download));
    this.onFact('queue:moved', ({ moves }) => this.store.moveInQueue(moves));
    this.onFact('download:state', ({ id, state, error, progress }) => {
      this.store.patch(id, { state, error, progress, ...(isMoving(state) ? {} : AT_REST) });
    });
    this.onFact('download:completed', ({ id, completedAt }) => {
      this.store.patch(id, { completedAt, progress: 1, etaSeconds: null });
      const name = this.store.peek(id)?.name;
      if (name) this.notices.info(`${name} is complete.`);
      void this.session.refreshInfo();
    });
    this.onFact('download:removed', ({ id }) => {
      this.store.remove(id);
      void this.session.refreshInfo();
    });
    this.onFact('download:error', ({ id, error }) => {
      this.store.patch(id, { error });
      const name = this.store.peek(id)?.name ?? 'A download';
      this.notices.error(`${name}: ${error.message}`);
    });
    this.onFact('session:notice', ({ level, message }) => {
      if (level === 'info') this.notices.info(message);
      else this.notices.error(message);
    });
    this.onFact('session:settings', ({ settings }) => this.session.takeSettings(settings));
  }

  private onFact<Name extends FactName>(
    name: Name,
    apply: (fact: Parameters<ServerToClientEvents[Name]>[0]) => void,
  ): void {
    const listener = (fact: Parameters<ServerToClientEvents[Name]>[0]) =>
      this.takeFact(fact.position, () => apply(fact));
    this.socket.on(name, listener as never);
  }

  private takeFact(position: StreamPosition, apply: () => void): void {
    if (this.keepForLater({ position, apply })) return;
    const known = this.position;
    if (!known || position.boot !== known.boot || position.sequence > known.sequence + 1) {
      void this.load();
      this.keepForLater({ position, apply });
      return;
    }
    if (position.sequence <= known.sequence) return;
    this.position = position;
    apply();
  }

  private takeProgress(frame: DownloadProgress[]): void {
    const apply = () => this.store.applyProgress(frame);
    if (!this.keepForLater({ position: null, apply })) apply();
  }

  /** While the list loads, events wait for it. */
  private keepForLater(event: PendingEvent): boolean {
    this.pending?.push(event);
    return this.pending !== null;
  }

  /** Replays what came during the load; a gap in it starts the next load. */
  private applyPending(): void {
    const events = this.pending ?? [];
    this.pending = null;
    for (const event of events) {
      if (this.keepForLater(event)) continue;
      if (event.position) this.takeFact(event.position, event.apply);
      else event.apply();
    }
  }
}

const AT_REST = { downloadRate: 0, uploadRate: 0, etaSeconds: null } as const;

function isMoving(state: DownloadDto['state']): boolean {
  return state === 'downloading' || state === 'seeding' || state === 'metadata';
}

function isSamePosition(one: StreamPosition, other: StreamPosition | null): boolean {
  return other !== null && one.boot === other.boot && one.sequence === other.sequence;
}
