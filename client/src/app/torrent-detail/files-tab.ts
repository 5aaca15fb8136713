/** The files of a download: how far each is, how much it is wanted, and what it is called. */
import { Component, computed, inject, input, linkedSignal } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import type { DownloadDto, DownloadFileDto, FilePriority } from '@shared/dto/download.js';
import { DownloadApi } from '../api/download-api';
import { describeFailure } from '../api/failure';
import { LiveSync } from '../live/live-sync';
import { FileTree } from '../ui/file-tree/file-tree';
import type { PriorityChange, TreeNode } from '../ui/file-tree/file-tree-model';
import { Notices } from '../ui/notices';
import { DetailFeed } from './detail-feed';
import type { FileRename } from './file-rename-dialog';

@Component({
  selector: 'shoal-files-tab',
  imports: [FileTree],
  template: `
    @if (files(); as files) {
      <shoal-file-tree
        [files]="files"
        [showsProgress]="true"
        [canRename]="true"
        [isLocked]="!sync.isLive()"
        (prioritized)="prioritize($event)"
        (renameRequested)="rename($event)"
      />
    } @else {
      <p class="none" i18n>Reading the files…</p>
    }
  `,
  styles: `
    :host {
      display: block;
      height: 100%;
    }
    .none {
      padding: var(--space-4);
      color: var(--text-muted);
    }
  `,
})
export class FilesTab {
  private readonly api = inject(DownloadApi);
  private readonly feed = inject(DetailFeed);
  private readonly dialog = inject(MatDialog);
  private readonly notices = inject(Notices);
  protected readonly sync = inject(LiveSync);
  readonly row = input.required<DownloadDto>();

  /** Choices that the server has not shown yet, by file index. */
  private readonly wished = linkedSignal<
    DownloadFileDto[] | null,
    ReadonlyMap<number, FilePriority>
  >({
    source: this.feed.files,
    computation: (files, previous) => {
      const wished = previous?.value;
      if (!files || !wished?.size) return new Map();
      const next = new Map(wished);
      for (const { index, priority } of files) {
        if (next.get(index) === priority) next.delete(index);
      }
      return next;
    },
  });
  protected readonly files = computed(() => {
    const files = this.feed.files();
    const wished = this.wished();
    if (!files || wished.size === 0) return files;
    const shown = [...files];
    for (const [place, file] of files.entries()) {
      const priority = wished.get(file.index);
      if (priority) shown[place] = { ...file, priority };
    }
    return shown;
  });

  protected async prioritize({ files, priority }: PriorityChange): Promise<void> {
    this.wish(files, priority);
    try {
      await this.api.update(this.row().id, {
        files: files.map((index) => ({ index, priority })),
      });
    } catch (error) {
      this.wish(files, null);
      const { detail } = describeFailure(error);
      this.notices.error($localize`The priority was not changed: ${detail}:reason:`);
    }
  }

  protected async rename(node: TreeNode): Promise<void> {
    const { FileRenameDialog } = await import('./file-rename-dialog');
    const data: FileRename = {
      name: node.name,
      isFolder: node.kind === 'folder',
      apply: async (name) => {
        const { id } = this.row();
        const path = node.path.slice(0, node.path.length - node.name.length) + name;
        if (node.kind === 'folder') await this.api.renameFolder(id, node.path, path);
        else await this.api.renameFile(id, node.file.index, path);
        this.feed.refreshFiles();
      },
    };
    this.dialog.open(FileRenameDialog, { data, width: '520px', maxWidth: '94vw' });
  }

  /** Null takes the wish back. */
  private wish(files: readonly number[], priority: FilePriority | null): void {
    const next = new Map(this.wished());
    for (const index of files) {
      if (priority) next.set(index, priority);
      else next.delete(index);
    }
    this.wished.set(next);
  }
}
