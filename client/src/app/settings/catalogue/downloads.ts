/** Where files go, and how they are written. */
import type { ServerSetting } from '../setting-entry';

export const DOWNLOADS_SETTINGS: readonly ServerSetting[] = [
  {
    source: 'server',
    section: 'downloads',
    name: 'defaultDirectory',
    title: $localize`Folder for new downloads`,
    help: $localize`Where a download goes when nobody names a folder. It must be an allowed folder or below one.`,
    words: $localize`directory path save location`,
    kind: { type: 'folder', none: $localize`The first allowed folder` },
  },
  {
    source: 'server',
    section: 'downloads',
    name: 'incompleteDirectory',
    title: $localize`Folder for incomplete downloads`,
    help: $localize`Files of new downloads lie here until they are complete, and move then. On the same disk a move takes no time.`,
    words: $localize`directory path temporary staging unfinished`,
    kind: { type: 'folder', none: $localize`None: files are where they belong from the start` },
  },
  {
    source: 'server',
    section: 'downloads',
    name: 'partSuffix',
    title: $localize`Call incomplete files .part`,
    help: $localize`So that media servers and other programs leave them alone. For new downloads.`,
    words: $localize`extension suffix unfinished`,
    kind: { type: 'switch' },
  },
  {
    source: 'server',
    section: 'downloads',
    name: 'preallocation',
    title: $localize`Room for files`,
    help: $localize`How new downloads take the room that their files will need.`,
    words: $localize`preallocation allocate sparse disk space`,
    kind: {
      type: 'choice',
      choices: [
        {
          value: 'none',
          word: $localize`As bytes come`,
          help: $localize`Files grow; nothing is written twice.`,
        },
        {
          value: 'sparse',
          word: $localize`As a hole of the whole length`,
          help: $localize`Files show their final size at once, and take room as bytes come.`,
        },
        {
          value: 'full',
          word: $localize`All at once, with zeros`,
          help: $localize`The room is sure to be there; each file is written twice.`,
        },
      ],
    },
  },
  {
    source: 'server',
    section: 'downloads',
    name: 'minFreeBytes',
    title: $localize`Leave free on each disk`,
    help: $localize`A download that does not fit beside this waits, and goes on by itself once there is room. 0 leaves nothing.`,
    words: $localize`disk space full reserve`,
    kind: { type: 'quantity', unit: 'bytes' },
  },
];
