import { describe, expect, it } from 'vitest';
import { buildTorrent } from '../testing/downloads';
import { type TreeNode, buildFileTree, choiceOf, toggled, visibleLines } from './file-tree';

describe('the file tree', () => {
  const tree = buildFileTree(buildTorrent().files);
  const line = (path: string) =>
    visibleLines(tree, new Set()).find((node) => node.path === path) as TreeNode;

  it('gathers files under their folders with the sum of their bytes', () => {
    expect(visibleLines(tree, new Set()).map(({ path, depth }) => `${depth} ${path}`)).toEqual([
      '0 Album',
      '1 Album/one.flac',
      '1 Album/two.flac',
      '1 Album/art',
      '2 Album/art/cover.png',
    ]);
    expect(line('Album').bytes).toBe(600);
  });

  it('hides what lies in a closed folder', () => {
    expect(visibleLines(tree, new Set(['Album']))).toHaveLength(1);
  });

  it('tells all, some and none of a folder apart', () => {
    expect(choiceOf(line('Album'), new Set([0, 1, 3]))).toBe('all');
    expect(choiceOf(line('Album'), new Set([3]))).toBe('some');
    expect(choiceOf(line('Album/art'), new Set([0]))).toBe('none');
  });

  it('chooses the rest of a folder that is chosen in part, and drops one that is whole', () => {
    expect(toggled(line('Album'), new Set([3]))).toEqual(new Set([0, 1, 3]));
    expect(toggled(line('Album'), new Set([0, 1, 3]))).toEqual(new Set());
  });
});
