/**
 * The files of a torrent as a tree with boxes, priorities and progress, whatever their number: only the lines on screen
 * exist. A tree view after the ARIA practices: the focus stays on the tree and `aria-activedescendant` names the line, so
 * that scrolling a line away never loses it. Knows nothing of downloads: files come in, wishes go out.
 */
import { CdkVirtualScrollViewport, ScrollingModule } from '@angular/cdk/scrolling';
import { Component, computed, inject, input, output, signal, viewChild } from '@angular/core';
import { MatMenuModule, MatMenuTrigger } from '@angular/material/menu';
import type { FilePriority } from '@shared/dto/download.js';
import { formatBytes, formatCount, formatPercent } from '../format';
import { Icon } from '../icon';
import { ProgressBar } from '../progress-bar';
import { Screen } from '../screen';
import {
  type Choice,
  type PriorityChange,
  type TreeFile,
  type TreeNode,
  bytesOf,
  choiceOf,
  filesOf,
  priorityOf,
  progressOf,
  toggledChoice,
} from './file-tree-model';
import { FileTreeView } from './file-tree-view';
import { MIXED_PRIORITY, PRIORITY_CHOICES, PRIORITY_WORDS } from './priority-words';
import { type TreeMove, lineByPrefix, moveOfKey } from './tree-keys';
import type { TreeSortField } from './tree-lines';
import { TreeSelection } from './tree-selection';

const LINE_HEIGHT_PX = 32;
const PHONE_LINE_HEIGHT_PX = 46;
/** Letters that follow one another within this time are one name. */
const TYPING_PAUSE_MS = 700;

let treesMade = 0;

@Component({
  selector: 'shoal-file-tree',
  imports: [Icon, MatMenuModule, ProgressBar, ScrollingModule],
  host: { '[class.with-progress]': 'showsProgress()' },
  templateUrl: './file-tree.html',
  styleUrls: ['./file-tree.css', './file-tree-lines.css'],
})
export class FileTree {
  /** A list with the same paths as the one before is told apart by the identity of its files. */
  readonly files = input.required<readonly TreeFile[]>();
  readonly label = input($localize`Files`);
  readonly showsProgress = input(false);
  readonly canRename = input(false);
  /** Nothing can be changed now. */
  readonly isLocked = input(false);

  readonly prioritized = output<PriorityChange>();
  readonly renameRequested = output<TreeNode>();

  private readonly screen = inject(Screen);
  private readonly viewport = viewChild.required(CdkVirtualScrollViewport);
  private readonly menuTrigger = viewChild.required(MatMenuTrigger);
  private typed = { text: '', at: -Infinity };

  protected readonly view = new FileTreeView(this.files);
  protected readonly selection = new TreeSelection(this.view);
  protected readonly prefix = `tree-${(treesMade += 1)}-`;
  protected readonly lineHeight = computed(() =>
    this.screen.isPhone() ? PHONE_LINE_HEIGHT_PX : LINE_HEIGHT_PX,
  );
  protected readonly activeId = computed(() => {
    const active = this.selection.active();
    return active && this.prefix + active.id;
  });
  protected readonly sums = computed(() => {
    this.view.version();
    const { files, wantedBytes, priorities } = this.view.tree().root.sums;
    return { files, wanted: files - priorities.skip, wantedBytes };
  });
  protected readonly menu = signal<{ node: TreeNode; x: number; y: number } | null>(null);

  protected readonly priorities = PRIORITY_CHOICES;
  protected readonly words = PRIORITY_WORDS;
  protected readonly count = formatCount;
  protected readonly formatBytes = formatBytes;
  protected readonly trackId = (_place: number, node: TreeNode) => node.id;

  protected choice(node: TreeNode): Choice {
    this.view.version();
    return choiceOf(node);
  }

  protected checked(node: TreeNode): 'true' | 'false' | 'mixed' {
    const words = { all: 'true', none: 'false', some: 'mixed' } as const;
    return words[this.choice(node)];
  }

  protected bytes(node: TreeNode): string {
    return formatBytes(bytesOf(node));
  }

  protected progress(node: TreeNode): number {
    this.view.version();
    return progressOf(node);
  }

  protected percent(node: TreeNode): string {
    return formatPercent(this.progress(node));
  }

  protected priorityWord(node: TreeNode): string {
    this.view.version();
    const priority = priorityOf(node);
    return priority ? PRIORITY_WORDS[priority] : MIXED_PRIORITY;
  }

  protected ariaSort(field: TreeSortField): 'ascending' | 'descending' | null {
    const { field: current, direction } = this.view.sorting();
    if (field !== current) return null;
    return direction === 'asc' ? 'ascending' : 'descending';
  }

  protected setAllOpen(isOpen: boolean): void {
    this.view.setOpen(this.view.tree().allFolders(), isOpen);
  }

  /** Of all files that show: while a search holds, of what it finds. */
  protected chooseAll(isWanted: boolean): void {
    const files = filesOf(this.view.tree().root.children);
    const changed = files.filter(({ priority }) => (priority === 'skip') === isWanted);
    this.emit({
      files: changed.map(({ index }) => index),
      priority: isWanted ? 'normal' : 'skip',
    });
  }

  protected toggleChoice(node: TreeNode): void {
    this.emit(toggledChoice(node, this.selection.targetsOf(node)));
  }

  protected toggleOpen(node: TreeNode): void {
    if (node.kind === 'folder') this.view.setOpen([node], !this.view.isOpen(node));
  }

  protected clickLine(event: MouseEvent, node: TreeNode): void {
    if (event.shiftKey) this.selection.extendTo(node);
    else if (event.ctrlKey || event.metaKey) this.selection.toggle(node);
    else this.selection.only(node);
    if (this.screen.isPhone()) this.toggleOpen(node);
  }

  protected clickBox(event: Event, node: TreeNode): void {
    // What it shows follows from the files, never from the click alone.
    event.preventDefault();
    event.stopPropagation();
    this.toggleChoice(node);
  }

  protected handleKey(event: KeyboardEvent): void {
    if (event.target !== this.viewport().elementRef.nativeElement || event.altKey) return;
    const context = {
      lines: this.view.lines(),
      active: this.selection.active(),
      page: Math.max(1, Math.floor(this.viewport().getViewportSize() / this.lineHeight()) - 1),
    };
    const move = moveOfKey(event.key, context, this.view.isOpen);
    if (move) this.perform(move, event);
    else if (!this.act(event, context.active) && !this.type(event)) return;
    event.preventDefault();
  }

  private perform(move: TreeMove, event: KeyboardEvent): void {
    if (move.kind === 'go') this.goTo(move.line, event);
    else if (move.kind === 'open-siblings') {
      const siblings = (move.of.parent ?? this.view.tree().root).children;
      this.view.setOpen(
        siblings.filter((node) => node.kind === 'folder'),
        true,
      );
    } else if (move.kind !== 'stay') this.view.setOpen([move.folder], move.kind === 'open');
  }

  private goTo(line: number, { shiftKey, ctrlKey }: KeyboardEvent): void {
    const node = this.view.lines()[line];
    if (!node) return;
    if (shiftKey) this.selection.extendTo(node);
    else if (ctrlKey) this.selection.active.set(node);
    else this.selection.only(node);
    this.reveal(line);
  }

  private act(event: KeyboardEvent, active: TreeNode | null): boolean {
    const { key } = event;
    const isWithControl = event.ctrlKey || event.metaKey;
    if (key === 'a' && isWithControl) this.selection.all();
    else if (!active) return false;
    else if (key === ' ' && isWithControl) this.selection.toggle(active);
    else if (key === ' ') this.toggleChoice(active);
    else if (key === 'F2') this.rename(active);
    else if (key === 'Enter' && active.kind === 'folder') this.toggleOpen(active);
    else if (key === 'Enter' || key === 'ContextMenu' || (key === 'F10' && event.shiftKey)) {
      this.openMenuOf(active);
    } else return false;
    return true;
  }

  /** Letters go to the line whose name begins so. Digits are left to the tabs around. */
  private type(event: KeyboardEvent): boolean {
    if (event.ctrlKey || event.metaKey || !/^\p{L}$/u.test(event.key)) return false;
    const isMore = event.timeStamp - this.typed.at < TYPING_PAUSE_MS;
    const text = isMore ? this.typed.text + event.key : event.key;
    this.typed = { text, at: event.timeStamp };
    const active = this.selection.active()?.line ?? -1;
    const line = lineByPrefix(this.view.lines(), isMore ? active - 1 : active, text);
    if (line >= 0) this.goTo(line, event);
    return true;
  }

  private openMenuOf(node: TreeNode): void {
    const button = document.getElementById(this.prefix + node.id)?.querySelector('button.priority');
    if (button) this.openMenuBelow(button, node);
  }

  protected openMenuBelow(button: Element, node: TreeNode): void {
    const { right, bottom } = button.getBoundingClientRect();
    this.openMenu(node, right, bottom);
  }

  protected openMenuAtPointer(event: MouseEvent, node: TreeNode): void {
    event.preventDefault();
    this.openMenu(node, event.clientX, event.clientY);
  }

  private openMenu(node: TreeNode, x: number, y: number): void {
    if (!this.selection.selected().has(node)) this.selection.only(node);
    this.menu.set({ node, x, y });
    // The anchor must stand at its new place before the menu measures it.
    requestAnimationFrame(() => this.menuTrigger().openMenu());
  }

  protected giveBackFocus(): void {
    this.viewport().elementRef.nativeElement.focus();
  }

  protected menuTargets(): readonly TreeNode[] {
    const node = this.menu()?.node;
    return node ? this.selection.targetsOf(node) : [];
  }

  /** That of all lines which the menu is about. */
  protected menuPriority(): FilePriority | null {
    this.view.version();
    const [first, ...others] = this.menuTargets().map(priorityOf);
    return first && others.every((priority) => priority === first) ? first : null;
  }

  protected setPriority(priority: FilePriority): void {
    const files = filesOf(this.menuTargets()).filter((file) => file.priority !== priority);
    this.emit({ files: files.map(({ index }) => index), priority });
  }

  protected rename(node: TreeNode | undefined): void {
    if (node && this.canRename() && !this.isLocked()) this.renameRequested.emit(node);
  }

  private emit(change: PriorityChange): void {
    if (change.files.length > 0 && !this.isLocked()) this.prioritized.emit(change);
  }

  /** Scrolls no further than needed. */
  private reveal(line: number): void {
    const scroller = this.viewport().elementRef.nativeElement;
    const height = this.lineHeight();
    const top = line * height;
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (top + height > scroller.scrollTop + scroller.clientHeight) {
      scroller.scrollTop = top + height - scroller.clientHeight;
    }
    this.viewport().checkViewportSize();
  }
}
