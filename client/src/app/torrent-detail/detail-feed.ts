/**
 * The details of one download, live: read once over REST, then replaced by the frames that `download:watch`
 * brings. One per open detail view, which its tabs share; it watches only the tab on screen and again after a reconnect.
 * Peers and trackers come whole in each frame; files come in parts, so they are merged by index. Of pieces the frames alone
 * tell: all of them at first, then what changed.
 */
import { DestroyRef, Injectable, effect, inject, signal, untracked } from '@angular/core';
import type { DownloadFileDto, DownloadPeerDto, DownloadTrackerDto } from '@shared/dto/download.js';
import type {
  DownloadAvailabilityEvent,
  DownloadPiecesEvent,
  PieceChangesEvent,
  WatchTab,
} from '@shared/events/stream.js';
import { DownloadApi } from '../api/download-api';
import { describeFailure } from '../api/failure';
import { LIVE_SOCKET } from '../live/live-socket';
import { LiveSync } from '../live/live-sync';
import {
  type Availability,
  type Pieces,
  decodeAvailability,
  decodeBytes,
  withChanges,
} from './bitfield';

/** The server hangs up on a socket with more than 100 messages a minute; holding an arrow key must not. */
const WATCH_SPACING_MS = 800;
const MERGE_DELAY_MS = 50;

/** Those that tell nothing of a magnet whose metadata is not there. */
const OF_WHOLE_TORRENTS: ReadonlySet<WatchTab> = new Set(['files', 'pieces']);

/** Those that are read over REST before their frames come. */
type ReadTab = 'files' | 'peers' | 'trackers';

interface Target {
  id: string;
  /** Null: nothing is followed, but what is known of it stays. */
  tab: WatchTab | null;
  isWhole: boolean;
}

@Injectable()
export class DetailFeed {
  private readonly socket = inject(LIVE_SOCKET);
  private readonly api = inject(DownloadApi);
  private readonly sync = inject(LiveSync);
  private watchTimer: ReturnType<typeof setTimeout> | undefined;
  private lastWatchAt = 0;
  private isWatching = false;
  /** Files that the stream told of and that are not shown yet: while all are being read, or until the next frame. */
  private readonly toldFiles = new Map<number, DownloadFileDto>();
  private isReadingFiles = false;
  private isMergeDue = false;
  private readonly target = signal<Target | null>(null);

  private readonly filesSignal = signal<DownloadFileDto[] | null>(null);
  private readonly peersSignal = signal<DownloadPeerDto[] | null>(null);
  private readonly trackersSignal = signal<DownloadTrackerDto[] | null>(null);
  private readonly piecesSignal = signal<Pieces | null>(null);
  private readonly availabilitySignal = signal<Availability | null>(null);
  private readonly faultSignal = signal<string | null>(null);

  /** Null until they are known. */
  readonly files = this.filesSignal.asReadonly();
  readonly peers = this.peersSignal.asReadonly();
  readonly trackers = this.trackersSignal.asReadonly();
  readonly pieces = this.piecesSignal.asReadonly();
  readonly availability = this.availabilitySignal.asReadonly();
  readonly fault = this.faultSignal.asReadonly();

  constructor() {
    const detach = this.listen();
    inject(DestroyRef).onDestroy(() => {
      detach();
      this.unwatch();
    });
    effect(() => {
      const target = this.target();
      const isOnline = this.sync.connection() === 'online';
      if (!target || !isOnline) return;
      untracked(() => this.watch(target));
    });
  }

  /**
   * Follows this tab of this download from now on. A magnet whose metadata is not there is not whole: it has neither
   * files nor pieces to follow.
   */
  follow(id: string, tab: WatchTab | null, isWhole = true): void {
    const previous = untracked(this.target);
    if (previous?.id === id && previous.tab === tab && previous.isWhole === isWhole) return;
    if (previous?.id !== id) this.forget();
    this.target.set({ id, tab, isWhole });
  }

  /** Reads the files again: what was just done to them need not wait for the next frame. */
  refreshFiles(): void {
    const target = untracked(this.target);
    if (target?.tab === 'files') void this.read(target.id, 'files');
  }

  private watch({ id, tab, isWhole }: Target): void {
    this.faultSignal.set(null);
    clearTimeout(this.watchTimer);
    if (tab === null || (!isWhole && OF_WHOLE_TORRENTS.has(tab))) {
      this.unwatch();
      return;
    }
    if (tab === 'files' || tab === 'peers' || tab === 'trackers') void this.read(id, tab);
    const wait = Math.max(0, this.lastWatchAt + WATCH_SPACING_MS - Date.now());
    this.watchTimer = setTimeout(() => this.askToWatch(id, tab), wait);
  }

  private askToWatch(id: string, tab: WatchTab): void {
    this.lastWatchAt = Date.now();
    this.isWatching = true;
    const tabs: WatchTab[] = tab === 'pieces' ? ['pieces', 'availability'] : [tab];
    this.socket.emit('download:watch', { id, tabs }, (result) => {
      if (!result.ok && this.isTarget(id)) this.faultSignal.set(result.detail);
    });
  }

  private unwatch(): void {
    clearTimeout(this.watchTimer);
    if (this.isWatching) this.socket.emit('download:unwatch', () => undefined);
    this.isWatching = false;
  }

  private async read(id: string, tab: ReadTab): Promise<void> {
    try {
      if (tab === 'files') await this.readFiles(id);
      else if (tab === 'peers') this.take(id, this.peersSignal, await this.api.peers(id));
      else this.take(id, this.trackersSignal, await this.api.trackers(id));
    } catch (error) {
      if (this.isTarget(id)) this.faultSignal.set(describeFailure(error).detail);
    }
  }

  private async readFiles(id: string): Promise<void> {
    this.isReadingFiles = true;
    this.toldFiles.clear();
    try {
      const files = await this.api.files(id);
      if (!this.isTarget(id)) return;
      this.filesSignal.set(mergeFiles(files, this.toldFiles));
      this.toldFiles.clear();
    } finally {
      if (this.isTarget(id)) this.isReadingFiles = false;
    }
  }

  /** Once for all that came: the first frames of 50,000 files are 200. */
  private mergeSoon(): void {
    if (this.isMergeDue || this.isReadingFiles) return;
    this.isMergeDue = true;
    setTimeout(() => {
      this.isMergeDue = false;
      const known = this.filesSignal();
      if (!known || this.isReadingFiles) return;
      const files = mergeFiles(known, this.toldFiles);
      this.toldFiles.clear();
      this.filesSignal.set(files);
    }, MERGE_DELAY_MS);
  }

  private listen(): () => void {
    const onFiles = ({ id, files }: { id: string; files: DownloadFileDto[] }) => {
      if (!this.isTarget(id)) return;
      for (const file of files) this.toldFiles.set(file.index, file);
      this.mergeSoon();
    };
    const onPeers = (event: { id: string; peers: DownloadPeerDto[] }) =>
      this.take(event.id, this.peersSignal, event.peers);
    const onTrackers = (event: { id: string; trackers: DownloadTrackerDto[] }) =>
      this.take(event.id, this.trackersSignal, event.trackers);
    const onPieces = (event: DownloadPiecesEvent | PieceChangesEvent) =>
      this.take(event.id, this.piecesSignal, mergePieces(this.piecesSignal(), event));
    const onAvailability = (event: DownloadAvailabilityEvent) =>
      this.take(event.id, this.availabilitySignal, decodeAvailability(event));
    this.socket.on('download:files', onFiles);
    this.socket.on('download:peers', onPeers);
    this.socket.on('download:trackers', onTrackers);
    this.socket.on('download:pieces', onPieces);
    this.socket.on('download:availability', onAvailability);
    return () => {
      this.socket.off('download:files', onFiles);
      this.socket.off('download:peers', onPeers);
      this.socket.off('download:trackers', onTrackers);
      this.socket.off('download:pieces', onPieces);
      this.socket.off('download:availability', onAvailability);
    };
  }

  private take<T>(id: string, place: { set: (value: T) => void }, value: T): void {
    if (this.isTarget(id)) place.set(value);
  }

  private isTarget(id: string): boolean {
    return untracked(this.target)?.id === id;
  }

  private forget(): void {
    this.toldFiles.clear();
    this.isReadingFiles = false;
    this.filesSignal.set(null);
    this.peersSignal.set(null);
    this.trackersSignal.set(null);
    this.piecesSignal.set(null);
    this.availabilitySignal.set(null);
    this.faultSignal.set(null);
  }
}

/** The same list where nothing changed, and the same file where it did not: who shows them compares objects. */
function mergeFiles(
  known: DownloadFileDto[],
  told: ReadonlyMap<number, DownloadFileDto>,
): DownloadFileDto[] {
  if (told.size === 0) return known;
  const merged = [...known];
  let hasChanged = false;
  for (const [place, file] of known.entries()) {
    const now = told.get(file.index);
    if (!now || isSameFile(file, now)) continue;
    merged[place] = now;
    hasChanged = true;
  }
  return hasChanged ? merged : known;
}

function isSameFile(one: DownloadFileDto, other: DownloadFileDto): boolean {
  return (
    one.completedBytes === other.completedBytes &&
    one.priority === other.priority &&
    one.path === other.path
  );
}

function mergePieces(
  known: Pieces | null,
  event: DownloadPiecesEvent | PieceChangesEvent,
): Pieces | null {
  if ('have' in event) return { count: event.count, bits: decodeBytes(event.have) };
  return known && withChanges(known, event);
}
