import { TestBed } from '@angular/core/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { FileTree } from './file-tree';
import type { PriorityChange, TreeFile, TreeNode } from './file-tree-model';

const FILES: TreeFile[] = [
  { index: 0, path: 'Album/one.flac', bytes: 100, completedBytes: 50, priority: 'normal' },
  { index: 1, path: 'Album/two.flac', bytes: 200, completedBytes: 0, priority: 'high' },
  { index: 3, path: 'Album/art/cover.png', bytes: 300, completedBytes: 0, priority: 'skip' },
];

describe('the file tree on a page', () => {
  let element: HTMLElement;
  let setInput: (name: string, value: unknown) => Promise<void>;
  let settle: () => Promise<unknown>;
  const wishes: PriorityChange[] = [];
  const renames: TreeNode[] = [];

  beforeEach(async () => {
    wishes.length = renames.length = 0;
    const fixture = TestBed.createComponent(FileTree);
    element = fixture.nativeElement as HTMLElement;
    document.body.append(element);
    settle = () => fixture.whenStable();
    setInput = async (name, value) => {
      fixture.componentRef.setInput(name, value);
      await settle();
    };
    fixture.componentInstance.prioritized.subscribe((wish) => wishes.push(wish));
    fixture.componentInstance.renameRequested.subscribe((node) => renames.push(node));
    await setInput('files', FILES);
  });

  const lines = () => [...element.querySelectorAll<HTMLElement>('[role=treeitem]')];
  const names = () => lines().map((line) => line.querySelector('.text')?.textContent);
  const line = (name: string) => lines()[names().indexOf(name)]!;
  const press = async (key: string, more: KeyboardEventInit = {}) => {
    const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more });
    element.querySelector('[role=tree]')!.dispatchEvent(event);
    await settle();
    return event;
  };

  it('says of each line its level, its place, whether it is open and whether it is wanted', () => {
    expect(names()).toEqual(['Album', 'art', 'cover.png', 'one.flac', 'two.flac']);
    const figures = (name: string) =>
      ['level', 'posinset', 'setsize', 'expanded', 'checked'].map((attribute) =>
        line(name).getAttribute(`aria-${attribute}`),
      );
    expect(figures('Album')).toEqual(['1', '1', '1', 'true', 'mixed']);
    expect(figures('one.flac')).toEqual(['2', '2', '3', null, 'true']);
    expect(figures('cover.png')).toEqual(['3', '1', '1', null, 'false']);
  });

  it('goes by keys, opens and closes, and names the line that it stands on', async () => {
    await press('ArrowDown');
    await press('ArrowRight');
    const tree = element.querySelector('[role=tree]')!;
    expect(tree.getAttribute('aria-activedescendant')).toBe(line('art').id);
    await press('ArrowLeft');
    expect(names()).not.toContain('cover.png');
    await press('o');
    expect(tree.getAttribute('aria-activedescendant')).toBe(line('one.flac').id);
    expect((await press('1')).defaultPrevented).toBe(false);
  });

  it('wishes with the space bar for all that is selected', async () => {
    await press('ArrowDown');
    await press(' ');
    await press('End');
    await press('ArrowUp', { shiftKey: true });
    await press(' ');
    expect(wishes).toEqual([
      { files: [3], priority: 'normal' },
      { files: [0, 1], priority: 'skip' },
    ]);
  });

  it('does to what a search finds, and to nothing beside it', async () => {
    const field = element.querySelector<HTMLInputElement>('input[type=search]')!;
    field.value = 'flac one';
    field.dispatchEvent(new Event('input'));
    await settle();
    expect(names()).toEqual(['Album', 'one.flac']);
    line('Album').querySelector('input')!.click();
    expect(wishes).toEqual([{ files: [0], priority: 'skip' }]);
  });

  it('shows figures as they come, without losing what is open', async () => {
    await setInput('showsProgress', true);
    await press('ArrowDown');
    await press('ArrowLeft');
    await setInput('files', [{ ...FILES[0]!, completedBytes: 100 }, ...FILES.slice(1)]);
    expect(names()).toEqual(['Album']);
    expect(line('Album').querySelector('.percent')?.textContent).toBe('33.3%');
  });

  it('asks for a new name where there may be one', async () => {
    await press('ArrowDown');
    await press('F2');
    expect(renames).toEqual([]);
    await setInput('canRename', true);
    await press('F2');
    expect(renames.map(({ path }) => path)).toEqual(['Album']);
  });

  it('changes nothing while it is locked', async () => {
    await setInput('isLocked', true);
    await press('ArrowDown');
    await press(' ');
    expect(wishes).toEqual([]);
  });
});
