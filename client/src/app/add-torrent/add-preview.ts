/**
 * What the server says of the current source of the queue: asked once, for links ahead of their turn, so that the
 * metadata of all magnets comes at the same time; then live while a magnet's metadata is on its way. One per dialog.
 * Magnets that were shown and not started are forgotten when the dialog is done with them: nobody waits for
 * their metadata.
 */
import { DestroyRef, Injectable, effect, inject, signal, untracked } from '@angular/core';
import type { TorrentDto } from '@shared/dto/torrent.js';
import type { TorrentMetadataEvent, TorrentProgress } from '@shared/events/stream.js';
import { type Failure, describeFailure } from '../api/failure';
import { TorrentApi } from '../api/torrent-api';
import { DownloadStore } from '../live/download-store';
import { LIVE_SOCKET } from '../live/live-socket';
import { LiveSync } from '../live/live-sync';
import { AddQueue } from './add-queue';
import type { AddSource } from './add-source';
import { uploadObjection } from './upload-check';

/** Links behind the current one that are asked for already. */
const ASKED_AHEAD = 8;
/** What the server read and will not take, now or later. */
const UNPROCESSABLE_STATUS = 422;

@Injectable()
export class AddPreview {
  private readonly torrents = inject(TorrentApi);
  private readonly queue = inject(AddQueue);
  private readonly store = inject(DownloadStore);
  private readonly socket = inject(LIVE_SOCKET);
  private readonly sync = inject(LiveSync);
  private readonly answers = new Map<AddSource, Promise<TorrentDto>>();
  /** Ids of magnets whose metadata came or failed since the dialog is open: an answer may be older than that. */
  private readonly settled = new Set<string>();

  private readonly torrentSignal = signal<TorrentDto | null>(null);
  private readonly beganAtSignal = signal(Date.now());
  readonly torrent = this.torrentSignal.asReadonly();
  /** Since when it is the current one, in milliseconds since 1970. */
  readonly beganAt = this.beganAtSignal.asReadonly();
  /** Why it cannot be shown, or the start failed. */
  readonly fault = signal<string | null>(null);
  /** Whether it may help to ask again. */
  readonly canRetry = signal(false);
  /** Id of the download that is there already. */
  readonly existing = signal<string | null>(null);

  constructor() {
    const detach = this.listen();
    inject(DestroyRef).onDestroy(() => {
      detach();
      for (const source of this.answers.keys()) this.forget(source);
    });
    effect(() => {
      const source = this.queue.current();
      untracked(() => source && void this.show(source));
    });
    effect(() => {
      if (this.sync.connection() === 'online') untracked(() => void this.refresh());
    });
  }

  /** What the source describes. Rejects as the call did, and then asks anew the next time. */
  of(source: AddSource): Promise<TorrentDto> {
    const known = this.answers.get(source);
    if (known) return known;
    const answer = this.ask(source);
    this.answers.set(source, answer);
    answer.catch(() => this.answers.delete(source));
    return answer;
  }

  /** A download holds it now. */
  keep(source: AddSource): void {
    this.answers.delete(source);
  }

  /** The user does not want it. */
  forget(source: AddSource): void {
    const answer = this.answers.get(source);
    this.answers.delete(source);
    if (source.kind === 'magnet') void answer?.then((torrent) => this.forgetMagnet(torrent));
  }

  retry(): void {
    const source = this.queue.current();
    if (!source) return;
    this.answers.delete(source);
    // Another fetch begins, of which nothing was heard yet.
    this.settled.delete(this.torrent()?.id ?? '');
    void this.show(source);
  }

  private async show(source: AddSource): Promise<void> {
    const wasAskedBefore = this.answers.has(source);
    this.torrentSignal.set(null);
    this.beganAtSignal.set(Date.now());
    this.existing.set(null);
    this.canRetry.set(false);
    this.fault.set(source.kind === 'file' ? uploadObjection(source.file) : null);
    if (this.fault()) return;
    try {
      const torrent = await this.of(source);
      if (this.queue.current() !== source) return;
      this.take(torrent);
      if (wasAskedBefore || this.settled.has(torrent.id)) void this.refresh();
      this.askAhead();
    } catch (error) {
      if (this.queue.current() === source) this.fail(describeFailure(error));
    }
  }

  private ask(source: AddSource): Promise<TorrentDto> {
    if (source.kind === 'file') return this.torrents.upload(source.file);
    const { kind, link } = source;
    return this.torrents.uploadLink(kind === 'magnet' ? { magnet: link } : { url: link });
  }

  private askAhead(): void {
    for (const source of this.queue.sources().slice(1, 1 + ASKED_AHEAD)) {
      // What is wrong with it is told when its turn comes.
      if (source.kind === 'magnet') this.of(source).catch(() => undefined);
    }
  }

  private take(torrent: TorrentDto): void {
    this.torrentSignal.set(torrent);
    if (this.store.peek(torrent.id)) this.existing.set(torrent.id);
  }

  /** Reads again what waits for its metadata; under another id where its metadata came with one. */
  private async refresh(id = this.torrent()?.id): Promise<void> {
    const before = this.torrent();
    if (!before?.metadata || id === undefined) return;
    try {
      const torrent = await this.torrents.read(id);
      if (this.torrent()?.id === before.id) this.take(torrent);
    } catch (error) {
      const failure = describeFailure(error);
      // Where the server was not reached, the connection that comes back asks again.
      if (failure.status === 0 || this.torrent()?.id !== before.id) return;
      this.torrentSignal.set(null);
      this.fail(failure);
    }
  }

  private fail({ status, detail }: Failure): void {
    this.fault.set(detail);
    this.canRetry.set(status !== UNPROCESSABLE_STATUS);
  }

  private listen(): () => void {
    const onProgress = (frame: TorrentProgress[]) => {
      const torrent = this.torrent();
      const change = frame.find(({ id }) => id === torrent?.id);
      if (!change || !torrent?.metadata) return;
      this.torrentSignal.set({ ...torrent, metadata: change.metadata });
    };
    const onMetadata = ({ id, torrentId }: TorrentMetadataEvent) => {
      this.settled.add(id);
      if (this.torrent()?.id === id) void this.refresh(torrentId);
    };
    this.socket.on('torrents:progress', onProgress);
    this.socket.on('torrent:metadata', onMetadata);
    return () => {
      this.socket.off('torrents:progress', onProgress);
      this.socket.off('torrent:metadata', onMetadata);
    };
  }

  private async forgetMagnet({ id }: TorrentDto): Promise<void> {
    if (this.store.peek(id)) return;
    try {
      await this.torrents.forget(id);
    } catch {
      // A download uses it, or it is gone already.
    }
  }
}
