/** Which files to download: a tree with a box on every line, drawn as a virtual list where it is long. */
import { ScrollingModule } from '@angular/cdk/scrolling';
import { NgTemplateOutlet } from '@angular/common';
import { Component, computed, input, linkedSignal, model } from '@angular/core';
import type { TorrentFileDto } from '@shared/dto/torrent.js';
import { formatBytes, formatCount, formatPlural } from '../ui/format';
import { Icon } from '../ui/icon';
import { type TreeNode, buildFileTree, choiceOf, toggled, visibleLines } from './file-tree';

/** Lines that the page may hold at once. */
const PLAIN_LIST_LIMIT = 200;

@Component({
  selector: 'shoal-file-choice',
  imports: [Icon, NgTemplateOutlet, ScrollingModule],
  templateUrl: './file-choice.html',
  styleUrl: './file-choice.css',
})
export class FileChoice {
  readonly files = input.required<readonly TorrentFileDto[]>();
  /** Indices of the files to download. */
  readonly chosen = model.required<ReadonlySet<number>>();

  private readonly tree = computed(() => buildFileTree(this.files()));
  private readonly closed = linkedSignal<TreeNode[], ReadonlySet<string>>({
    source: this.tree,
    computation: () => new Set(),
  });
  protected readonly lines = computed(() => visibleLines(this.tree(), this.closed()));
  protected readonly isLong = computed(() => this.lines().length > PLAIN_LIST_LIMIT);
  protected readonly summary = computed(() => {
    const chosen = this.chosen();
    let bytes = 0;
    for (const file of this.files()) if (chosen.has(file.index)) bytes += file.bytes;
    return `${formatCount(chosen.size)} of ${formatPlural(this.files().length, 'file')}, ${formatBytes(bytes)}`;
  });

  protected readonly bytes = formatBytes;
  protected readonly trackPath = (_place: number, line: TreeNode) => line.path;

  protected choice(line: TreeNode): 'all' | 'some' | 'none' {
    return choiceOf(line, this.chosen());
  }

  protected isClosed(line: TreeNode): boolean {
    return this.closed().has(line.path);
  }

  protected toggle(line: TreeNode): void {
    this.chosen.set(toggled(line, this.chosen()));
  }

  protected toggleFolder(line: TreeNode): void {
    this.closed.update((closed) => {
      const next = new Set(closed);
      if (!next.delete(line.path)) next.add(line.path);
      return next;
    });
  }

  protected chooseAll(): void {
    this.chosen.set(new Set(this.files().map((file) => file.index)));
  }

  protected chooseNone(): void {
    this.chosen.set(new Set());
  }
}
