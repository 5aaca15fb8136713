/**
 * The files of a torrent as a tree of folders, flattened to the lines that are open. Pure: the choice is a set
 * of file indices, and a folder's box follows from it. Built once for a torrent; a choice touches sets only.
 */
import type { TorrentFileDto } from '@shared/dto/torrent.js';

export interface TreeNode {
  /** Full path; unique. */
  path: string;
  name: string;
  depth: number;
  bytes: number;
  /** Index of the file, or null for a folder. */
  fileIndex: number | null;
  /** Indices of all files at or below this line. */
  files: number[];
  children: TreeNode[];
}

export type Choice = 'all' | 'some' | 'none';

/** The top lines of the tree, folders before files as they come. */
export function buildFileTree(files: readonly TorrentFileDto[]): TreeNode[] {
  const root = folder('', '', -1);
  const folders = new Map<string, TreeNode>([['', root]]);
  for (const file of files) {
    const parts = file.path.split('/');
    const ancestors = [root];
    for (let depth = 0; depth < parts.length - 1; depth += 1) {
      const path = parts.slice(0, depth + 1).join('/');
      let node = folders.get(path);
      if (!node) {
        node = folder(path, parts[depth] ?? '', depth);
        folders.set(path, node);
        ancestors.at(-1)?.children.push(node);
      }
      ancestors.push(node);
    }
    const leaf: TreeNode = {
      path: file.path,
      name: parts.at(-1) ?? file.path,
      depth: parts.length - 1,
      bytes: file.bytes,
      fileIndex: file.index,
      files: [file.index],
      children: [],
    };
    ancestors.at(-1)?.children.push(leaf);
    for (const ancestor of ancestors) {
      ancestor.bytes += file.bytes;
      ancestor.files.push(file.index);
    }
  }
  return root.children;
}

/** The lines to show, in order: all of `nodes`, and below those that are open. */
export function visibleLines(nodes: readonly TreeNode[], closed: ReadonlySet<string>): TreeNode[] {
  const lines: TreeNode[] = [];
  const visit = (level: readonly TreeNode[]): void => {
    for (const node of level) {
      lines.push(node);
      if (!closed.has(node.path)) visit(node.children);
    }
  };
  visit(nodes);
  return lines;
}

export function choiceOf(node: TreeNode, chosen: ReadonlySet<number>): Choice {
  let count = 0;
  for (const index of node.files) if (chosen.has(index)) count += 1;
  if (count === 0) return 'none';
  return count === node.files.length ? 'all' : 'some';
}

/** The choice after a click on a line's box: all of it, or where all was chosen none. */
export function toggled(node: TreeNode, chosen: ReadonlySet<number>): Set<number> {
  const next = new Set(chosen);
  const isAll = choiceOf(node, chosen) === 'all';
  for (const index of node.files) {
    if (isAll) next.delete(index);
    else next.add(index);
  }
  return next;
}

function folder(path: string, name: string, depth: number): TreeNode {
  return { path, name, depth, bytes: 0, fileIndex: null, files: [], children: [] };
}
