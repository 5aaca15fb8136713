import { describe, expect, it } from 'vitest';
import { matchingPlaces } from './file-search';
import {
  FileTreeModel,
  type FolderNode,
  type TreeFile,
  type TreeNode,
  choiceOf,
  priorityOf,
  progressOf,
  toggledChoice,
} from './file-tree-model';
import { lineByPrefix, moveOfKey } from './tree-keys';
import { visibleLines } from './tree-lines';

const FILES: TreeFile[] = [
  { index: 0, path: 'Album/track 10.flac', bytes: 100, completedBytes: 100, priority: 'normal' },
  { index: 1, path: 'Album/track 2.flac', bytes: 300, completedBytes: 100, priority: 'normal' },
  { index: 3, path: 'Album/Art/caf\u00e9.png', bytes: 50, completedBytes: 0, priority: 'skip' },
  { index: 4, path: 'Album/Art/cover.png', bytes: 150, completedBytes: 0, priority: 'low' },
];

const everywhere = () => true;
const byName = { field: 'name', direction: 'asc' } as const;

function nodeAt(tree: FileTreeModel, path: string): TreeNode {
  const node = tree.find(path);
  if (!node) throw new Error(`no ${path}`);
  return node;
}

function pathsOf(lines: readonly TreeNode[]): string[] {
  return lines.map(({ path }) => path);
}

describe('the tree of files', () => {
  it('sums up what lies in a folder, at any depth', () => {
    const { sums } = nodeAt(new FileTreeModel(FILES), 'Album') as FolderNode;
    expect(sums).toEqual({
      files: 4,
      bytes: 600,
      completedBytes: 200,
      wantedBytes: 550,
      wantedCompletedBytes: 200,
      priorities: { skip: 1, low: 1, normal: 2, high: 0 },
    });
  });

  it('tells of a folder whether all, some or none of it is wanted, and with which priority', () => {
    const tree = new FileTreeModel(FILES);
    expect(choiceOf(nodeAt(tree, 'Album/Art'))).toBe('some');
    expect(priorityOf(nodeAt(tree, 'Album/Art'))).toBeNull();
    tree.take(FILES.map((file) => ({ ...file, priority: 'skip' })));
    expect(choiceOf(nodeAt(tree, 'Album'))).toBe('none');
    expect(priorityOf(nodeAt(tree, 'Album'))).toBe('skip');
  });

  it('counts the progress of a folder over what is wanted of it', () => {
    expect(progressOf(nodeAt(new FileTreeModel(FILES), 'Album'))).toBeCloseTo(200 / 550);
  });

  it('takes figures of the same files into the sums, and refuses other files', () => {
    const tree = new FileTreeModel(FILES);
    const later = FILES.map((file) => (file.index === 4 ? { ...file, completedBytes: 150 } : file));
    expect(tree.take(later)).toBe(true);
    expect((nodeAt(tree, 'Album') as FolderNode).sums).toEqual(
      (nodeAt(new FileTreeModel(later), 'Album') as FolderNode).sums,
    );
    expect(tree.take(later.slice(1))).toBe(false);
    expect(tree.take([{ ...later[0]!, path: 'Album/x.flac' }, ...later.slice(1)])).toBe(false);
  });

  it('keeps the ids of folders when files are renamed', () => {
    const renamed = FILES.map((file) => ({ ...file, path: file.path.replace('Album', 'Songs') }));
    const idOf = (files: TreeFile[], path: string) => nodeAt(new FileTreeModel(files), path).id;
    expect(idOf(renamed, 'Songs/Art')).toBe(idOf(FILES, 'Album/Art'));
  });

  it('wants the skipped files of a folder that is wanted in part, and skips one that is wanted whole', () => {
    const tree = new FileTreeModel(FILES);
    const art = nodeAt(tree, 'Album/Art');
    expect(toggledChoice(art, [art])).toEqual({ files: [3], priority: 'normal' });
    const track = nodeAt(tree, 'Album/track 2.flac');
    expect(toggledChoice(track, [track, art])).toEqual({ files: [1, 4], priority: 'skip' });
  });

  it('is built of 50,000 files in a blink, and takes a frame of progress in less', () => {
    const files = manyFiles(50_000);
    const startedAt = performance.now();
    const tree = new FileTreeModel(files);
    const lines = visibleLines(tree.root, everywhere, byName);
    const builtMs = performance.now() - startedAt;
    expect(lines).toHaveLength(50_000 + 501);
    const later = [...files];
    for (let place = 0; place < later.length; place += 100) {
      later[place] = { ...later[place]!, completedBytes: 9 };
    }
    const takenAt = performance.now();
    tree.take(later);
    const takenMs = performance.now() - takenAt;
    // Some 100 ms and 5 ms on a quiet machine: what is quadratic would take many seconds.
    expect(builtMs).toBeLessThan(2000);
    expect(takenMs).toBeLessThan(500);
  });
});

describe('the lines of the tree', () => {
  it('have folders before files, and numbers in their order', () => {
    const { root } = new FileTreeModel(FILES);
    expect(pathsOf(visibleLines(root, everywhere, byName))).toEqual([
      'Album',
      'Album/Art',
      'Album/Art/caf\u00e9.png',
      'Album/Art/cover.png',
      'Album/track 2.flac',
      'Album/track 10.flac',
    ]);
  });

  it('are sorted by size and by progress too', () => {
    const { root } = new FileTreeModel(FILES);
    const bySize = visibleLines(root, everywhere, { field: 'bytes', direction: 'asc' });
    expect(pathsOf(bySize).slice(-2)).toEqual(['Album/track 10.flac', 'Album/track 2.flac']);
    const byProgress = visibleLines(root, everywhere, { field: 'progress', direction: 'desc' });
    expect(pathsOf(byProgress).slice(-2)).toEqual(['Album/track 10.flac', 'Album/track 2.flac']);
  });

  it('leave out what lies in closed folders, and know their places', () => {
    const { root } = new FileTreeModel(FILES);
    const lines = visibleLines(root, (folder) => folder.name !== 'Art', byName);
    expect(lines.map(({ name, line, place }) => [name, line, place])).toEqual([
      ['Album', 0, 0],
      ['Art', 1, 0],
      ['track 2.flac', 2, 1],
      ['track 10.flac', 3, 2],
    ]);
  });
});

describe('a search in the files', () => {
  it('finds files by words anywhere in their path, case and accents apart', () => {
    expect(matchingPlaces(FILES, ' ART CAFE ')).toEqual([2]);
    expect(matchingPlaces(FILES, 'track 1')).toEqual([0]);
    expect(matchingPlaces(FILES, '  ')).toBeNull();
  });
});

describe('the keys of the tree', () => {
  const tree = new FileTreeModel(FILES);
  const lines = visibleLines(tree.root, everywhere, byName);
  const moved = (key: string, active: TreeNode | null, isOpen = everywhere) =>
    moveOfKey(key, { lines, active, page: 3 }, isOpen);

  it('go up and down, by pages and to the ends, and no further', () => {
    expect(moved('ArrowDown', null)).toEqual({ kind: 'go', line: 0 });
    expect(moved('ArrowUp', lines[0]!)).toEqual({ kind: 'go', line: 0 });
    expect(moved('PageDown', lines[1]!)).toEqual({ kind: 'go', line: 4 });
    expect(moved('PageDown', lines[4]!)).toEqual({ kind: 'go', line: 5 });
    expect(moved('End', lines[1]!)).toEqual({ kind: 'go', line: 5 });
  });

  it('open a closed folder, then step into it; close an open one, or step out', () => {
    const art = lines[1] as FolderNode;
    expect(moved('ArrowRight', art, () => false)).toEqual({ kind: 'open', folder: art });
    expect(moved('ArrowRight', art)).toEqual({ kind: 'go', line: 2 });
    expect(moved('ArrowLeft', art)).toEqual({ kind: 'close', folder: art });
    expect(moved('ArrowLeft', lines[2]!)).toEqual({ kind: 'go', line: 1 });
    expect(moved('ArrowRight', lines[2]!)).toEqual({ kind: 'stay' });
  });

  it('leave other keys to others', () => {
    expect(moved('p', lines[0]!)).toBeNull();
  });

  it('find the next line that begins with what is typed, and go round', () => {
    expect(lineByPrefix(lines, 0, 'a')).toBe(1);
    expect(lineByPrefix(lines, 1, 'a')).toBe(0);
    expect(lineByPrefix(lines, 0, 'track 1')).toBe(5);
    expect(lineByPrefix(lines, 0, 'x')).toBe(-1);
  });
});

function manyFiles(count: number): TreeFile[] {
  return Array.from({ length: count }, (_, index) => ({
    index,
    path: `Archive/folder ${index % 500}/file number ${index}.dat`,
    bytes: 1000 + index,
    completedBytes: 0,
    priority: 'normal',
  }));
}
