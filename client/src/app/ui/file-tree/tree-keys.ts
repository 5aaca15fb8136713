/**
 * What a key does in the tree, after the tree view pattern of the ARIA authoring practices: where the keyboard goes, and
 * what opens or closes. Pure: the component does it.
 */
import type { FolderNode, TreeNode } from './file-tree-model';

export type TreeMove =
  | { kind: 'go'; line: number }
  | { kind: 'open' | 'close'; folder: FolderNode }
  | { kind: 'open-siblings'; of: TreeNode }
  | { kind: 'stay' };

/** The lines on screen less one, for the page keys. */
export type PageLines = number;

/** Null for a key that is not the tree's. Without an active line the first key goes to the first line. */
export function moveOfKey(
  key: string,
  { lines, active, page }: { lines: readonly TreeNode[]; active: TreeNode | null; page: PageLines },
  isOpen: (folder: FolderNode) => boolean,
): TreeMove | null {
  const line = active ? active.line : -1;
  const last = lines.length - 1;
  switch (key) {
    case 'ArrowDown':
      return go(line + 1, last);
    case 'ArrowUp':
      return go(line - 1, last);
    case 'PageDown':
      return go(line + page, last);
    case 'PageUp':
      return go(line - page, last);
    case 'Home':
      return go(0, last);
    case 'End':
      return go(last, last);
    case 'ArrowRight':
      return active ? inward(active, last, isOpen) : go(0, last);
    case 'ArrowLeft':
      return active ? outward(active, last, isOpen) : go(0, last);
    case '*':
      return active ? { kind: 'open-siblings', of: active } : { kind: 'stay' };
    default:
      return null;
  }
}

/** The next line behind this one, and round, whose name begins with the text; -1 where none does. */
export function lineByPrefix(lines: readonly TreeNode[], from: number, prefix: string): number {
  const wanted = prefix.toLowerCase();
  for (let step = 1; step <= lines.length; step += 1) {
    const line = (from + step + lines.length) % lines.length;
    if (lines[line]?.name.toLowerCase().startsWith(wanted)) return line;
  }
  return -1;
}

function go(line: number, last: number): TreeMove {
  if (last < 0) return { kind: 'stay' };
  return { kind: 'go', line: Math.min(last, Math.max(0, line)) };
}

function inward(active: TreeNode, last: number, isOpen: (folder: FolderNode) => boolean): TreeMove {
  if (active.kind === 'file') return { kind: 'stay' };
  return isOpen(active) ? go(active.line + 1, last) : { kind: 'open', folder: active };
}

function outward(
  active: TreeNode,
  last: number,
  isOpen: (folder: FolderNode) => boolean,
): TreeMove {
  if (active.kind === 'folder' && isOpen(active)) return { kind: 'close', folder: active };
  const { parent } = active;
  return parent && parent.depth >= 0 ? go(parent.line, last) : { kind: 'stay' };
}
