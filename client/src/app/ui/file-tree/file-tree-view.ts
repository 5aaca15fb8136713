/**
 * What of a file tree shows, as signals over its list of files: search, order, open folders, lines. Lines come and go with
 * these alone; the figures that they show move with `version`.
 */
import { type Signal, computed, linkedSignal, signal, untracked } from '@angular/core';
import { matchingPlaces } from './file-search';
import {
  FileTreeModel,
  type FolderNode,
  type TreeFile,
  type TreeNode,
  isSameList,
} from './file-tree-model';
import { type TreeOrder, type TreeSortField, visibleLines } from './tree-lines';

/** A torrent of so many files at most shows them all at first. */
const OPEN_ALL_FILES = 100;

interface TreeState {
  tree: FileTreeModel;
  version: number;
}

export class FileTreeView {
  readonly search = signal('');
  /** While it is held, what is sorted by figures that move stays where it is. */
  readonly isHeld = signal(false);
  readonly isSearching = computed(() => this.search().trim() !== '');
  private readonly sortSignal = signal<TreeOrder>({ field: 'name', direction: 'asc' });
  readonly sorting = this.sortSignal.asReadonly();

  /** The list of files as it was when these paths came. */
  private readonly layout = computed(() => this.files(), { equal: isSameList });
  private readonly found = computed(() => matchingPlaces(this.layout(), this.search()));
  private readonly shown = computed(() => {
    const files = this.files();
    return this.found()?.flatMap((place) => files[place] ?? []) ?? files;
  });
  private readonly state = linkedSignal<readonly TreeFile[], TreeState>({
    source: this.shown,
    computation: (files, previous) => {
      const before = previous?.value;
      return before?.tree.take(files)
        ? { tree: before.tree, version: before.version + 1 }
        : { tree: new FileTreeModel(files), version: 0 };
    },
  });
  readonly tree = computed(() => this.state().tree);
  /** Moves when a figure or a priority may have. */
  readonly version = computed(() => this.state().version);

  private readonly opened = linkedSignal<readonly TreeFile[], ReadonlySet<string>>({
    source: this.layout,
    computation: (files, previous) =>
      previous && previous.source.length === files.length
        ? previous.value
        : openAtFirst(untracked(this.tree)),
  });
  /** A search opens every folder that holds what it finds. */
  private readonly closedInSearch = linkedSignal<string, ReadonlySet<string>>({
    source: this.search,
    computation: () => new Set(),
  });

  private readonly order = linkedSignal<{ version: number; isHeld: boolean }, TreeOrder>({
    source: () => ({ version: this.version(), isHeld: this.isHeld() }),
    computation: ({ version, isHeld }, previous) => {
      const sorting = this.sorting();
      if (sorting.field !== 'progress') return sorting;
      const last = previous?.value.version;
      return { ...sorting, version: isHeld && last !== undefined ? last : version };
    },
    equal: (one, other) =>
      one.field === other.field &&
      one.direction === other.direction &&
      one.version === other.version,
  });
  readonly lines = computed<readonly TreeNode[]>(() => {
    const closed = this.closedInSearch();
    const opened = this.opened();
    const isOpen = this.isSearching()
      ? (folder: FolderNode) => !closed.has(folder.id)
      : (folder: FolderNode) => opened.has(folder.id);
    return visibleLines(this.tree().root, isOpen, this.order());
  });

  private readonly files: Signal<readonly TreeFile[]>;

  constructor(files: Signal<readonly TreeFile[]>) {
    this.files = files;
  }

  /** Sorts by a field, the way that suits it; asked again, the other way round. */
  sortBy(field: TreeSortField): void {
    const { field: current, direction } = this.sorting();
    const natural = field === 'name' ? 'asc' : 'desc';
    const opposite = direction === 'asc' ? 'desc' : 'asc';
    this.sortSignal.set({ field, direction: field === current ? opposite : natural });
  }

  readonly isOpen = (folder: FolderNode): boolean =>
    this.isSearching() ? !this.closedInSearch().has(folder.id) : this.opened().has(folder.id);

  setOpen(folders: readonly FolderNode[], isOpen: boolean): void {
    const places = this.isSearching() ? this.closedInSearch : this.opened;
    const isListed = this.isSearching() ? !isOpen : isOpen;
    const next = new Set(places());
    for (const { id } of folders) {
      if (isListed) next.add(id);
      else next.delete(id);
    }
    places.set(next);
  }

  /** Whether this line shows, at the place that it says. */
  isShown(node: TreeNode): boolean {
    return this.lines()[node.line] === node;
  }
}

/** All folders of few files; of many the lone folder at the top, and one in it that is alone again. */
function openAtFirst(tree: FileTreeModel): Set<string> {
  if (tree.root.sums.files <= OPEN_ALL_FILES) return new Set(tree.allFolders().map(({ id }) => id));
  const open = new Set<string>();
  for (let folder = loneFolder(tree.root); folder; folder = loneFolder(folder)) open.add(folder.id);
  return open;
}

function loneFolder({ children }: FolderNode): FolderNode | null {
  const [only, another] = children;
  return only?.kind === 'folder' && !another ? only : null;
}
