/**
 * The files of a torrent as a tree of folders, each with sums of what lies below it. Built once for a list of files; a later
 * list of the same paths changes sums only where a file is another object than before, so that a frame of progress costs
 * what changed and not what there is. Invariant: the figures of a folder are the sums over all files below it.
 */
import { FILE_PRIORITIES, type FilePriority } from '@shared/dto/download.js';

/** Of a file: what both a torrent and a download know of it, and what only a download does. */
export interface TreeFile {
  /** Place in the torrent's own list. */
  readonly index: number;
  /** From the root folder on, `/` between the parts. */
  readonly path: string;
  readonly bytes: number;
  readonly priority: FilePriority;
  /** Left out before there is a download. */
  readonly completedBytes?: number;
}

interface NodeBase {
  /** Unique in its tree, fit for the id of an element, and the same after a rename. */
  readonly id: string;
  readonly name: string;
  readonly path: string;
  /** From 0. */
  readonly depth: number;
  /** Null at the top. */
  readonly parent: FolderNode | null;
  /** Place among its siblings in the order that was last asked for, from 0. */
  place: number;
  /** Place among the lines that were last shown, from 0. */
  line: number;
}

export interface FileNode extends NodeBase {
  readonly kind: 'file';
  file: TreeFile;
}

export interface FolderNode extends NodeBase {
  readonly kind: 'folder';
  readonly children: TreeNode[];
  readonly sums: FolderSums;
  /** The order that its children stand in. */
  order: string;
}

export type TreeNode = FileNode | FolderNode;

export interface FolderSums {
  files: number;
  bytes: number;
  completedBytes: number;
  wantedBytes: number;
  wantedCompletedBytes: number;
  /** Files of each priority. */
  priorities: Record<FilePriority, number>;
}

export class FileTreeModel {
  /** Holds the lines at the top; not a line itself. */
  readonly root: FolderNode;
  private readonly nodes: FileNode[] = [];
  private readonly folders = new Map<string, FolderNode>();
  private files: readonly TreeFile[];

  constructor(files: readonly TreeFile[]) {
    this.files = files;
    this.root = emptyFolder('d', '', '', null);
    this.folders.set('', this.root);
    for (const file of files) this.add(file);
    // Folders stand behind those that they are in.
    for (const folder of [...this.folders.values()].toReversed()) {
      if (folder.parent) addSums(folder.parent.sums, folder.sums);
    }
  }

  /** Takes a later list of the same files; false, and nothing is taken, where it is of others. */
  take(files: readonly TreeFile[]): boolean {
    const before = this.files;
    if (files === before) return true;
    if (!isSameList(before, files)) return false;
    for (const [place, node] of this.nodes.entries()) {
      const file = files[place];
      if (!file || file === node.file) continue;
      for (let folder = node.parent; folder; folder = folder.parent) {
        addFile(folder.sums, node.file, -1);
        addFile(folder.sums, file, 1);
      }
      node.file = file;
    }
    this.files = files;
    return true;
  }

  find(path: string): TreeNode | undefined {
    const folder = this.folders.get(path);
    if (folder) return folder === this.root ? undefined : folder;
    const parent = this.folders.get(parentPath(path));
    return parent?.children.find((child) => child.path === path);
  }

  /** All but the root, those that are in others behind them. */
  allFolders(): FolderNode[] {
    return [...this.folders.values()].slice(1);
  }

  private add(file: TreeFile): void {
    const parent = this.folder(parentPath(file.path), file.index);
    const node: FileNode = {
      kind: 'file',
      id: `f${file.index}`,
      name: baseName(file.path),
      path: file.path,
      depth: parent.depth + 1,
      parent,
      place: parent.children.length,
      line: -1,
      file,
    };
    parent.children.push(node);
    addFile(parent.sums, file, 1);
    this.nodes.push(node);
  }

  /** Known by its depth and its first file: no other folder of that depth holds that file. */
  private folder(path: string, firstFile: number): FolderNode {
    const known = this.folders.get(path);
    if (known) return known;
    const parent = this.folder(parentPath(path), firstFile);
    const id = `d${parent.depth + 1}-${firstFile}`;
    const folder = emptyFolder(id, baseName(path), path, parent);
    parent.children.push(folder);
    this.folders.set(path, folder);
    return folder;
  }
}

export function bytesOf(node: TreeNode): number {
  return node.kind === 'file' ? node.file.bytes : node.sums.bytes;
}

/** From 0 to 1: of the wanted files, or where none is wanted of all. */
export function progressOf(node: TreeNode): number {
  if (node.kind === 'file') return share(node.file.completedBytes ?? 0, node.file.bytes);
  const { sums } = node;
  return hasWanted(sums)
    ? share(sums.wantedCompletedBytes, sums.wantedBytes)
    : share(sums.completedBytes, sums.bytes);
}

export type Choice = 'all' | 'some' | 'none';

/** How much of it is not skipped. */
export function choiceOf(node: TreeNode): Choice {
  if (node.kind === 'file') return node.file.priority === 'skip' ? 'none' : 'all';
  if (!hasWanted(node.sums)) return 'none';
  return node.sums.priorities.skip === 0 ? 'all' : 'some';
}

/** That of all files in it, or null where they differ. */
export function priorityOf(node: TreeNode): FilePriority | null {
  if (node.kind === 'file') return node.file.priority;
  const { priorities, files } = node.sums;
  return FILE_PRIORITIES.find((priority) => priorities[priority] === files) ?? null;
}

/** Files by their indices, and the priority that they shall have. */
export interface PriorityChange {
  files: number[];
  priority: FilePriority;
}

/**
 * What a click on the box of `clicked` means for all of `targets`: skip them where all of it was wanted, else want what
 * is skipped. Other priorities stay as they are.
 */
export function toggledChoice(clicked: TreeNode, targets: Iterable<TreeNode>): PriorityChange {
  const priority = choiceOf(clicked) === 'all' ? 'skip' : 'normal';
  const files = filesOf(targets).filter(
    (file) => (file.priority === 'skip') !== (priority === 'skip'),
  );
  return { files: files.map(({ index }) => index), priority };
}

/** The files at or below these lines, each once. */
export function filesOf(nodes: Iterable<TreeNode>): TreeFile[] {
  const found = new Map<number, TreeFile>();
  const visit = (node: TreeNode): void => {
    if (node.kind === 'file') found.set(node.file.index, node.file);
    else for (const child of node.children) visit(child);
  };
  for (const node of nodes) visit(node);
  return [...found.values()];
}

function hasWanted({ priorities, files }: FolderSums): boolean {
  return priorities.skip < files;
}

/** An empty file is there as soon as it is wanted. */
function share(part: number, whole: number): number {
  return whole === 0 ? 1 : part / whole;
}

/** Whether the later list tells of the same files at the same places, whatever their figures are. */
export function isSameList(before: readonly TreeFile[], files: readonly TreeFile[]): boolean {
  return (
    before.length === files.length &&
    before.every((file, place) => {
      const now = files[place];
      if (now === file) return true;
      return now?.path === file.path && now.index === file.index && now.bytes === file.bytes;
    })
  );
}

function addFile(sums: FolderSums, file: TreeFile, by: 1 | -1): void {
  const { bytes, completedBytes = 0, priority } = file;
  sums.files += by;
  sums.bytes += by * bytes;
  sums.completedBytes += by * completedBytes;
  sums.priorities[priority] += by;
  if (priority === 'skip') return;
  sums.wantedBytes += by * bytes;
  sums.wantedCompletedBytes += by * completedBytes;
}

function addSums(sums: FolderSums, more: FolderSums): void {
  sums.files += more.files;
  sums.bytes += more.bytes;
  sums.completedBytes += more.completedBytes;
  sums.wantedBytes += more.wantedBytes;
  sums.wantedCompletedBytes += more.wantedCompletedBytes;
  for (const priority of FILE_PRIORITIES) sums.priorities[priority] += more.priorities[priority];
}

function emptyFolder(
  id: string,
  name: string,
  path: string,
  parent: FolderNode | null,
): FolderNode {
  return {
    kind: 'folder',
    id,
    name,
    path,
    depth: parent ? parent.depth + 1 : -1,
    parent,
    place: parent ? parent.children.length : 0,
    line: -1,
    children: [],
    sums: {
      files: 0,
      bytes: 0,
      completedBytes: 0,
      wantedBytes: 0,
      wantedCompletedBytes: 0,
      priorities: { skip: 0, low: 0, normal: 0, high: 0 },
    },
    order: '',
  };
}

function parentPath(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
