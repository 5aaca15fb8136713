/**
 * What is being added, all of it at the same time: asks the server of each, a few at once, follows the metadata of magnets,
 * and starts downloads. One for each dialog or quick add. Magnets that were asked for and not started are forgotten when
 * it ends: nobody waits for their metadata.
 */
import { DestroyRef, Injectable, computed, effect, inject, signal, untracked } from '@angular/core';
import type { DownloadDto } from '@shared/dto/download.js';
import type { TorrentDto } from '@shared/dto/torrent.js';
import type { TorrentMetadataEvent, TorrentProgress } from '@shared/events/stream.js';
import { DownloadApi } from '../api/download-api';
import { type Failure, describeFailure } from '../api/failure';
import { TorrentApi } from '../api/torrent-api';
import { DownloadStore } from '../live/download-store';
import { LIVE_SOCKET } from '../live/live-socket';
import { LiveSync } from '../live/live-sync';
import { type AddChoices, startRequest } from './add-choices';
import { AddItem } from './add-item';
import type { AddSource } from './add-source';
import { uploadObjection } from './upload-check';

/** Calls in flight at once. */
const PARALLEL_CALLS = 4;
/** The server lets a hundred magnets wait to be started: those beyond are asked for when others have gone. */
const MOST_WAITING_MAGNETS = 60;
/** What the server read and will not take, now or later. */
const UNPROCESSABLE_STATUS = 422;

export interface AddOutcome {
  added: DownloadDto[];
  /** In the list already. */
  there: string[];
  failed: AddItem[];
}

@Injectable()
export class AddItems {
  private readonly torrents = inject(TorrentApi);
  private readonly downloads = inject(DownloadApi);
  private readonly store = inject(DownloadStore);
  private readonly socket = inject(LIVE_SOCKET);
  private readonly sync = inject(LiveSync);
  private readonly itemsSignal = signal<readonly AddItem[]>([]);
  private readonly answers = new Map<AddItem, Promise<TorrentDto>>();
  /** Ids of magnets whose metadata came or failed since: an answer may be older than that. */
  private readonly settled = new Set<string>();
  private asking = 0;

  readonly all = this.itemsSignal.asReadonly();
  readonly addable = computed(() => this.all().filter((item) => item.canAdd()));

  constructor() {
    const detach = this.listen();
    inject(DestroyRef).onDestroy(() => {
      detach();
      for (const item of this.answers.keys()) this.forget(item);
    });
    effect(() => {
      if (this.sync.connection() === 'online') untracked(() => this.refreshMagnets());
    });
  }

  /** Has these and no others: new ones are asked for, those that are gone forgotten. */
  hold(sources: readonly AddSource[]): void {
    const before = new Map(this.all().map((item) => [item.source, item]));
    const items = sources.map((source) => before.get(source) ?? new AddItem(source));
    const held = new Set(items);
    for (const item of before.values()) if (!held.has(item)) this.forget(item);
    this.itemsSignal.set(items);
    this.askOn();
  }

  retry(item: AddItem): void {
    this.answers.delete(item);
    // Another fetch begins, of which nothing was heard yet.
    this.settled.delete(item.torrent()?.id ?? '');
    item.torrent.set(null);
    item.fault.set(null);
    item.beganAt.set(Date.now());
    void this.read(item);
  }

  /** Starts them, each with its choices. What fails says why, and stays. */
  async add(
    items: readonly AddItem[],
    choicesOf: (item: AddItem) => AddChoices,
    onProgress?: (done: number) => void,
  ): Promise<AddOutcome> {
    const outcome: AddOutcome = { added: [], there: [], failed: [] };
    const left = [...items];
    const worker = async () => {
      for (let item = left.shift(); item; item = left.shift()) {
        await this.addOne(item, choicesOf(item), outcome);
        onProgress?.(outcome.added.length + outcome.there.length);
      }
    };
    await Promise.all(Array.from({ length: PARALLEL_CALLS }, worker));
    await this.moveToTop(items, choicesOf, outcome);
    return outcome;
  }

  private async addOne(item: AddItem, choices: AddChoices, outcome: AddOutcome): Promise<void> {
    item.fault.set(objectionTo(item.source));
    if (item.fault() !== null) {
      outcome.failed.push(item);
      return;
    }
    item.isAdding.set(true);
    try {
      const torrent = item.torrent() ?? (await this.answerOf(item));
      if (!item.torrent()) item.take(torrent);
      const download = await this.downloads.start(
        startRequest(torrent, choices, item.priorities()),
      );
      // A download holds it now.
      this.answers.delete(item);
      outcome.added.push(download);
    } catch (error) {
      const failure = describeFailure(error);
      const { id } = item.torrent() ?? {};
      if (failure.code === 'download-exists' && id !== undefined) {
        item.existing.set(id);
        outcome.there.push(id);
        this.answers.delete(item);
      } else {
        this.fail(item, failure);
        outcome.failed.push(item);
      }
    } finally {
      item.isAdding.set(false);
    }
  }

  /** In the order that they stood in. */
  private async moveToTop(
    items: readonly AddItem[],
    choicesOf: (item: AddItem) => AddChoices,
    { added }: AddOutcome,
  ): Promise<void> {
    const started = new Set(added.map(({ id }) => id));
    const ids = items
      .filter((item) => choicesOf(item).mode === 'top')
      .flatMap((item) => item.torrent()?.id ?? [])
      .filter((id) => started.has(id));
    if (ids.length === 0) return;
    try {
      await this.downloads.moveInQueue(ids, 'top');
    } catch {
      // They are added, behind the others.
    }
  }

  /** Asks for those whose turn it is. */
  private askOn(): void {
    for (const item of this.all()) {
      if (this.asking >= PARALLEL_CALLS) return;
      if (this.answers.has(item) || item.torrent() || item.fault() !== null) continue;
      if (item.source.kind === 'magnet' && this.waitingMagnets() >= MOST_WAITING_MAGNETS) continue;
      void this.read(item);
    }
  }

  private waitingMagnets(): number {
    return [...this.answers.keys()].filter(({ source }) => source.kind === 'magnet').length;
  }

  private async read(item: AddItem): Promise<void> {
    item.fault.set(objectionTo(item.source));
    if (item.fault() !== null) return;
    this.asking += 1;
    try {
      const torrent = await this.answerOf(item);
      this.take(item, torrent);
      if (this.settled.has(torrent.id)) void this.refresh(item);
    } catch (error) {
      this.fail(item, describeFailure(error));
    } finally {
      this.asking -= 1;
      this.askOn();
    }
  }

  /** Asked once. Rejects as the call did, and then asks anew the next time. */
  private answerOf(item: AddItem): Promise<TorrentDto> {
    const known = this.answers.get(item);
    if (known) return known;
    const answer = this.ask(item.source);
    this.answers.set(item, answer);
    answer.catch(() => this.answers.delete(item));
    return answer;
  }

  private ask(source: AddSource): Promise<TorrentDto> {
    if (source.kind === 'file') return this.torrents.upload(source.file);
    const { kind, link } = source;
    return this.torrents.uploadLink(kind === 'magnet' ? { magnet: link } : { url: link });
  }

  private take(item: AddItem, torrent: TorrentDto): void {
    item.take(torrent);
    if (this.store.peek(torrent.id)) item.existing.set(torrent.id);
  }

  private fail(item: AddItem, { status, detail }: Failure): void {
    item.fault.set(detail);
    item.canRetry.set(status !== UNPROCESSABLE_STATUS);
  }

  private refreshMagnets(): void {
    for (const item of this.all()) void this.refresh(item);
  }

  /** Reads again what waits for its metadata; under another id where its metadata came with one. */
  private async refresh(item: AddItem, id = item.torrent()?.id): Promise<void> {
    const before = item.torrent();
    if (!before?.metadata || id === undefined) return;
    try {
      const torrent = await this.torrents.read(id);
      if (item.torrent()?.id === before.id) this.take(item, torrent);
    } catch (error) {
      const failure = describeFailure(error);
      // Where the server was not reached, the connection that comes back asks again.
      if (failure.status === 0 || item.torrent()?.id !== before.id) return;
      item.torrent.set(null);
      this.fail(item, failure);
    }
  }

  private listen(): () => void {
    const onProgress = (frame: TorrentProgress[]) => {
      for (const { id, metadata } of frame) {
        for (const item of this.all()) {
          const torrent = item.torrent();
          if (torrent?.id === id && torrent.metadata) item.torrent.set({ ...torrent, metadata });
        }
      }
    };
    const onMetadata = ({ id, torrentId }: TorrentMetadataEvent) => {
      this.settled.add(id);
      for (const item of this.all()) {
        if (item.torrent()?.id === id) void this.refresh(item, torrentId);
      }
    };
    this.socket.on('torrents:progress', onProgress);
    this.socket.on('torrent:metadata', onMetadata);
    return () => {
      this.socket.off('torrents:progress', onProgress);
      this.socket.off('torrent:metadata', onMetadata);
    };
  }

  /** The user does not want it. */
  private forget(item: AddItem): void {
    const answer = this.answers.get(item);
    this.answers.delete(item);
    if (item.source.kind !== 'magnet') return;
    answer?.then(
      (torrent) => void this.forgetMagnet(torrent),
      () => undefined,
    );
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

/** Why it need not be sent; null where the server has to look. */
function objectionTo(source: AddSource): string | null {
  return source.kind === 'file' ? uploadObjection(source.file) : null;
}
