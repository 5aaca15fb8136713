/** One thing that is being added: its source, what the server says of it, and what the user chose for it. */
import { computed, signal } from '@angular/core';
import type { FilePriority } from '@shared/dto/download.js';
import type { TorrentDto } from '@shared/dto/torrent.js';
import type { PriorityChange, TreeFile } from '../ui/file-tree/file-tree-model';
import type { AddChoices } from './add-choices';
import { type AddSource, nameOf } from './add-source';

/**
 * reading: the server looks at it, or its turn comes · metadata: a magnet that asks peers · ready · there: in the list
 * already · failed: see `fault` · adding
 */
export type AddItemState = 'reading' | 'metadata' | 'ready' | 'there' | 'failed' | 'adding';

export class AddItem {
  readonly source: AddSource;
  readonly torrent = signal<TorrentDto | null>(null);
  /** Why it cannot be read or added. */
  readonly fault = signal<string | null>(null);
  /** Whether it may help to ask again. */
  readonly canRetry = signal(false);
  /** Id of the download that is there already. */
  readonly existing = signal<string | null>(null);
  readonly isAdding = signal(false);
  /** Since when the server knows of it, in milliseconds since 1970. */
  readonly beganAt = signal(Date.now());
  /** Choices for it alone; null where it has those of all. */
  readonly ownChoices = signal<AddChoices | null>(null);
  private readonly treeFiles = signal<readonly TreeFile[]>([]);

  /** As the tree wants them: a file is another object only where its priority changed. */
  readonly files = this.treeFiles.asReadonly();
  readonly name = computed(() => this.torrent()?.name ?? nameOf(this.source));
  /** What peers are still asked for; null for a torrent that is whole. */
  readonly metadata = computed(() => this.torrent()?.metadata ?? null);
  readonly state = computed<AddItemState>(() => {
    if (this.isAdding()) return 'adding';
    if (this.existing() !== null) return 'there';
    if (this.fault() !== null || this.metadata()?.state === 'failed') return 'failed';
    if (!this.torrent()) return 'reading';
    return this.metadata() ? 'metadata' : 'ready';
  });
  readonly faultText = computed(() => this.fault() ?? this.metadata()?.error?.message ?? null);
  /** What will be written; null while that is not known. */
  readonly neededBytes = computed(() => {
    if (!this.torrent() || this.metadata()) return null;
    let bytes = 0;
    for (const file of this.treeFiles()) if (file.priority !== 'skip') bytes += file.bytes;
    return bytes;
  });
  readonly wantsNothing = computed(
    () =>
      this.state() === 'ready' &&
      this.treeFiles().length > 0 &&
      this.treeFiles().every(({ priority }) => priority === 'skip'),
  );
  readonly canAdd = computed(
    () =>
      (this.state() === 'ready' && !this.wantsNothing()) ||
      this.state() === 'metadata' ||
      this.state() === 'reading',
  );

  constructor(source: AddSource) {
    this.source = source;
  }

  /** Takes what the server says of it. The choice of files begins as the link has it. */
  take(torrent: TorrentDto): void {
    const before = this.torrent();
    this.torrent.set(torrent);
    if (before?.id === torrent.id && before.files.length === torrent.files.length) return;
    const selected = torrent.selectedFiles && new Set(torrent.selectedFiles);
    this.treeFiles.set(
      torrent.files.map(({ index, path, bytes }) => ({
        index,
        path,
        bytes,
        priority: selected && !selected.has(index) ? 'skip' : 'normal',
      })),
    );
  }

  prioritize({ files, priority }: PriorityChange): void {
    const changed = new Set(files);
    this.treeFiles.update((all) =>
      all.map((file) => (changed.has(file.index) ? { ...file, priority } : file)),
    );
  }

  /** Those that are not normal. */
  priorities(): Map<number, FilePriority> {
    return new Map(
      this.treeFiles()
        .filter(({ priority }) => priority !== 'normal')
        .map(({ index, priority }) => [index, priority]),
    );
  }
}
