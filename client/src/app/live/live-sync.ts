/**
 * Keeps the download store true: the event stream, and a list over REST that is asked for when the stream has begun.
 * Invariant: while `phase` is `ready`, nothing is awaited and the connection is up, the store holds every fact up to
 * `position` and every rate up to `ratesPlace`. What arrives while the list loads is kept and applied after it: facts by
 * sequence, rates in order. The very first list is preceded by one screen of it, so that there is something to look at and
 * to act on while the rest is `awaited`. After a lost connection the stream goes on from there where the server still knows what was missed;
 * where it does not, and at a gap or in another run of the server, the list is read again.
 */
import { DestroyRef, Service, computed, inject, signal } from '@angular/core';
import type { DownloadDto, StreamPosition } from '@shared/dto/download.js';
import type { DownloadProgress, FactEvents, ResumeRequest } from '@shared/events/stream.js';
import { type Failure, describeFailure } from '../api/failure';
import { AuthSession } from '../auth/auth-session';
import { Notices } from '../ui/notices';
import { DownloadStore } from './download-store';
import { ListReader } from './list-reader';
import { LIVE_SOCKET } from './live-socket';
import { SessionState } from './session-state';

const RETRY_DELAY_MS = 3000;
/** Socket.IO's reason of a loss that the server chose. */
const CLOSED_BY_SERVER = 'io server disconnect';

type PendingEvent = { position: StreamPosition | null; apply: () => void };

@Service()
export class LiveSync {
  private readonly socket = inject(LIVE_SOCKET);
  private readonly reader = inject(ListReader);
  private readonly store = inject(DownloadStore);
  private readonly session = inject(SessionState);
  private readonly auth = inject(AuthSession);
  private readonly notices = inject(Notices);

  private position: StreamPosition | null = null;
  private ratesPlace = 0;
  /** The rows are not, or not any more, what the place says. */
  private needsList = true;
  private pending: PendingEvent[] | null = null;
  private isRunning = false;
  /** Counts starts: a list that was asked for before the last one is not taken. */
  private run = 0;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;

  private readonly phaseSignal = signal<'loading' | 'ready' | 'failed'>('loading');
  private readonly awaitedSignal = signal<number | null>(null);
  private readonly failureSignal = signal<Failure | null>(null);
  private readonly connectionSignal = signal<'connecting' | 'online' | 'lost'>('connecting');
  private readonly lostAtSignal = signal<number | null>(null);

  /** Whether a list is there at all; it stays `ready` while a later reload runs. */
  readonly phase = this.phaseSignal.asReadonly();
  /** How many downloads there will be, while only the first screen of them is there. */
  readonly awaited = this.awaitedSignal.asReadonly();
  readonly failure = this.failureSignal.asReadonly();
  readonly connection = this.connectionSignal.asReadonly();
  /** When the connection broke, in milliseconds since 1970. */
  readonly lostAt = this.lostAtSignal.asReadonly();
  readonly isLive = computed(() => this.connection() === 'online' && this.phase() === 'ready');

  constructor() {
    this.listenToConnection();
    this.listenToFacts();
    this.socket.on('downloads:progress', (frame) => this.takeProgress(frame));
    this.socket.on('session:stats', (stats) => {
      this.session.takeStats(stats);
      this.ratesPlace = stats.ratesPlace;
    });
    this.socket.auth = (give) => give(this.resumable() ?? {});
    inject(DestroyRef).onDestroy(() => this.stop());
  }

  /** Connects and stays connected until `stop`: from sign-in to sign-out. */
  start(): void {
    this.isRunning = true;
    this.run += 1;
    this.socket.connect();
    void this.showFirstScreen();
    void this.session.refreshInfo();
  }

  /** Where the stream may go on after a loss. */
  private resumable(): ResumeRequest | null {
    if (!this.position || this.needsList || this.pending) return null;
    return { position: this.position, ratesPlace: this.ratesPlace };
  }

  /** Disconnects, and forgets everything that the server told. */
  stop(): void {
    this.isRunning = false;
    clearTimeout(this.retryTimer);
    this.socket.disconnect();
    this.pending = null;
    this.position = null;
    this.needsList = true;
    this.store.replaceAll([]);
    this.session.clear();
    this.phaseSignal.set('loading');
    this.awaitedSignal.set(null);
    this.failureSignal.set(null);
    this.connectionSignal.set('connecting');
    this.lostAtSignal.set(null);
  }

  /** Reads the list again; the page's own "try again" calls it too. */
  async load(): Promise<void> {
    if (this.pending) return;
    this.pending = [];
    this.needsList = true;
    clearTimeout(this.retryTimer);
    const { run } = this;
    try {
      const snapshot = await this.reader.whole();
      if (!this.isCurrent(run)) return;
      this.store.replaceAll(snapshot.items);
      this.position = snapshot.position;
      this.needsList = false;
      this.failureSignal.set(null);
      this.awaitedSignal.set(null);
      this.phaseSignal.set('ready');
      this.applyPending();
    } catch (error) {
      if (!this.isCurrent(run)) return;
      this.pending = null;
      this.failureSignal.set(describeFailure(error));
      if (this.phase() !== 'ready') this.phaseSignal.set('failed');
      if (this.connection() === 'online' || this.phase() !== 'ready') {
        this.retryTimer = setTimeout(() => void this.load(), RETRY_DELAY_MS);
      }
    }
  }

  private isCurrent(run: number): boolean {
    return this.isRunning && run === this.run;
  }

  /** Where it fails the whole list tells why. */
  private async showFirstScreen(): Promise<void> {
    const { run } = this;
    const screen = await this.reader.firstScreen().catch(() => null);
    if (!screen || !this.isCurrent(run) || this.phase() !== 'loading') return;
    if (screen.total === 0) return;
    this.store.replaceAll(screen.items);
    this.awaitedSignal.set(screen.total);
    this.phaseSignal.set('ready');
  }

  private listenToConnection(): void {
    this.socket.on('session:hello', ({ stats, ratesPlace, resumed }) => {
      this.session.takeStats(stats);
      this.ratesPlace = ratesPlace;
      const isReturning = this.connection() === 'lost';
      this.connectionSignal.set('online');
      this.lostAtSignal.set(null);
      if (isReturning) void this.session.refreshInfo();
      if (!resumed) this.reload();
    });
    this.socket.on('session:reload', ({ ratesPlace }) => {
      this.ratesPlace = ratesPlace;
      this.reload();
    });
    this.socket.on('disconnect', (reason) => this.takeLoss(reason));
    this.socket.on('connect_error', () => {
      this.takeLoss('connect error');
      // What cannot be followed can be shown.
      if (this.isRunning && this.phase() === 'loading') void this.load();
    });
  }

  /** The socket does not say why it was refused: an ended session would be a reason, and the API knows it. */
  private takeLoss(reason: string): void {
    if (!this.isRunning) return;
    if (this.connection() !== 'lost') {
      this.connectionSignal.set('lost');
      this.lostAtSignal.set(Date.now());
    }
    // The client does not come back by itself where the server sent it away.
    if (reason === CLOSED_BY_SERVER) this.socket.connect();
    void this.auth.check();
  }

  /** A list that is under way may be older than what was missed: another one is read after it. */
  private reload(): void {
    if (!this.keepForLater({ position: null, apply: () => this.reload() })) void this.load();
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
      if (name) this.notices.info($localize`${name}:name: is complete.`);
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
    // Of no row, but of the sequence.
    this.onFact('torrent:metadata', () => undefined);
    this.onFact('labels:changed', () => this.session.noteLabelChange());
    this.onFact('bans:changed', () => undefined);
  }

  private onFact<Name extends keyof FactEvents>(
    name: Name,
    apply: (fact: FactEvents[Name]) => void,
  ): void {
    const listener = (fact: FactEvents[Name]) => this.takeFact(fact.position, () => apply(fact));
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
    // What is on the first screen moves already.
    if (!this.keepForLater({ position: null, apply }) || this.awaited() !== null) apply();
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
