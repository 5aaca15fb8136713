/** Keys that a focused part of the page has for itself: they are no commands, and always work. */

export interface KeyLine {
  /** As `Command.keys` has them; any of them. */
  readonly keys: readonly string[];
  readonly words: string;
}

export interface KeyGroup {
  readonly title: string;
  readonly lines: readonly KeyLine[];
}

export const WIDGET_KEYS: readonly KeyGroup[] = [
  {
    title: $localize`In the list of torrents`,
    lines: [
      {
        keys: ['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End'],
        words: $localize`Move; with Shift, select from where you were`,
      },
      { keys: ['Space'], words: $localize`Select or unselect the row` },
      { keys: ['Ctrl+a'], words: $localize`Select everything in view` },
      { keys: ['Enter'], words: $localize`Open the details` },
      { keys: ['Shift+F10'], words: $localize`Open the menu of the row` },
    ],
  },
  {
    title: $localize`In a tree of files`,
    lines: [
      { keys: ['ArrowUp', 'ArrowDown', 'Home', 'End'], words: $localize`Move` },
      { keys: ['ArrowRight'], words: $localize`Open a folder, then go into it` },
      { keys: ['ArrowLeft'], words: $localize`Close a folder, or go to the one above` },
      { keys: ['Space'], words: $localize`Choose or leave out the file or folder` },
    ],
  },
  {
    title: $localize`In tabs, menus and dialogs`,
    lines: [
      { keys: ['Tab', 'Shift+Tab'], words: $localize`To the next part, or the one before` },
      { keys: ['ArrowLeft', 'ArrowRight'], words: $localize`To the tab beside this one` },
      { keys: ['ArrowUp', 'ArrowDown'], words: $localize`To the entry above or below` },
      { keys: ['Escape'], words: $localize`Close the menu or dialog` },
    ],
  },
  {
    title: $localize`Anywhere`,
    lines: [{ keys: ['Ctrl+v'], words: $localize`Add the magnet links or files in the clipboard` }],
  },
];
