/**
 * How torrents are added: where to, under which labels, how they begin. Pure. What is chosen here is said in full to the
 * server, so that what is shown is what holds.
 */
import type { FilePriority, StartDownloadRequest } from '@shared/dto/download.js';
import type { CategoryDto } from '@shared/dto/label.js';
import type { TorrentDto } from '@shared/dto/torrent.js';

/** `force`: whatever the limits of the queue are. `top`: before all others in the queue. */
export const START_MODES = ['start', 'paused', 'force', 'top'] as const;
export type StartMode = (typeof START_MODES)[number];

export interface AddChoices {
  /** Absolute; empty: the server's default. */
  readonly directory: string;
  readonly category: string | null;
  readonly tags: readonly string[];
  readonly mode: StartMode;
  readonly sequential: boolean;
  readonly firstLastPieces: boolean;
}

export const PLAIN_CHOICES: AddChoices = {
  directory: '',
  category: null,
  tags: [],
  mode: 'start',
  sequential: false,
  firstLastPieces: false,
};

/** Out of what was kept the last time: it may be old or broken. */
export function parseChoices(kept: unknown): AddChoices {
  if (typeof kept !== 'object' || kept === null) return PLAIN_CHOICES;
  const { directory, category, tags, mode, sequential, firstLastPieces } = kept as Partial<
    Record<keyof AddChoices, unknown>
  >;
  return {
    directory: typeof directory === 'string' ? directory : '',
    category: typeof category === 'string' && category !== '' ? category : null,
    tags: Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : [],
    mode: START_MODES.find((each) => each === mode) ?? 'start',
    sequential: sequential === true,
    firstLastPieces: firstLastPieces === true,
  };
}

/**
 * In another category, with what it says of new downloads; what the category before said goes with it, what the user said
 * stays.
 */
export function inCategory(
  choices: AddChoices,
  name: string | null,
  categories: readonly CategoryDto[],
): AddChoices {
  const before = categories.find((category) => category.name === choices.category);
  const now = categories.find((category) => category.name === name);
  const isOfBefore = choices.directory === '' || choices.directory === before?.directory;
  const own = choices.tags.filter((tag) => !before?.tags.includes(tag));
  return {
    ...choices,
    category: name,
    directory: now?.directory ?? (isOfBefore ? '' : choices.directory),
    tags: [...new Set([...own, ...(now?.tags ?? [])])],
    sequential: now ? now.sequential : choices.sequential && !before?.sequential,
    firstLastPieces: now
      ? now.firstLastPieces
      : choices.firstLastPieces && !before?.firstLastPieces,
  };
}

/** `priorities` are those that are not normal; they are known of whole torrents only. */
export function startRequest(
  torrent: TorrentDto,
  choices: AddChoices,
  priorities: ReadonlyMap<number, FilePriority>,
): StartDownloadRequest {
  const directory = choices.directory.trim();
  return {
    torrentId: torrent.id,
    ...(directory ? { directory } : {}),
    paused: choices.mode === 'paused',
    forceStart: choices.mode === 'force',
    sequential: choices.sequential,
    firstLastPieces: choices.firstLastPieces,
    ...(choices.tags.length > 0 ? { tags: [...choices.tags] } : {}),
    ...(choices.category === null ? {} : { category: choices.category }),
    ...(torrent.metadata
      ? {}
      : { files: [...priorities].map(([index, priority]) => ({ index, priority })) }),
  };
}
