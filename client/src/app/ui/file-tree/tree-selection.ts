/**
 * Which lines of a file tree are selected, and which one the keyboard stands on, as in a file manager: ranges run from the
 * anchor. What another search does not show falls out, so that nothing is done to what is not seen.
 */
import { computed, linkedSignal } from '@angular/core';
import type { FileTreeModel, TreeNode } from './file-tree-model';
import type { FileTreeView } from './file-tree-view';

export class TreeSelection {
  private anchor: TreeNode | null = null;
  private readonly view: FileTreeView;

  /** Where its folder closes, the folder. */
  readonly active = linkedSignal<readonly TreeNode[], TreeNode | null>({
    source: () => this.view.lines(),
    computation: (lines, previous) => {
      const before = previous?.value ?? null;
      if (!before || lines[before.line] === before) return before;
      const same = this.view.tree().find(before.path) ?? null;
      for (let node = same; node; node = node.parent) if (lines[node.line] === node) return node;
      return null;
    },
  });

  private readonly chosen = linkedSignal<FileTreeModel, ReadonlySet<TreeNode>>({
    source: () => this.view.tree(),
    computation: () => new Set(),
  });
  readonly selected = computed<ReadonlySet<TreeNode>>(() => {
    const lines = this.view.lines();
    return new Set([...this.chosen()].filter((node) => lines[node.line] === node));
  });

  constructor(view: FileTreeView) {
    this.view = view;
  }

  only(node: TreeNode): void {
    this.anchor = node;
    this.active.set(node);
    this.chosen.set(new Set([node]));
  }

  toggle(node: TreeNode): void {
    this.anchor = node;
    this.active.set(node);
    const next = new Set(this.chosen());
    if (!next.delete(node)) next.add(node);
    this.chosen.set(next);
  }

  extendTo(node: TreeNode): void {
    const lines = this.view.lines();
    const start = this.anchor && lines[this.anchor.line] === this.anchor ? this.anchor.line : 0;
    const [first, last] = start < node.line ? [start, node.line] : [node.line, start];
    this.active.set(node);
    this.chosen.set(new Set(lines.slice(first, last + 1)));
  }

  all(): void {
    this.chosen.set(new Set(this.view.lines()));
  }

  /** The whole selection where the line is part of it, else that line alone. */
  targetsOf(node: TreeNode): readonly TreeNode[] {
    const selected = this.selected();
    return selected.has(node) ? [...selected] : [node];
  }
}
