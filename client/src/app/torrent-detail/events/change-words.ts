/** What users and programs did to one download, in words, by what the audit log has of it. Pure. */
import type { AuditEntryDto } from '@shared/dto/audit.js';
import type { BulkAction } from '@shared/dto/download.js';
import { formatSpeed } from '../../ui/format';
import { formatList } from '../../ui/message';

type Details = Readonly<Record<string, unknown>>;
type Words = string | null;

const PAUSED = $localize`:what was done:Paused`;
const RESUMED = $localize`:what was done:Resumed`;
const CANCELLED = $localize`:what was done:Cancelled`;
const CHECKED = $localize`:what was done:Data checked again`;
const ASKED = $localize`:what was done:Peers asked for`;
const TURNED_BACK = $localize`:what was done:Move turned back`;
const TAGGED = $localize`:what was done:Tags changed`;
const ORDERED = $localize`:what was done:Order of pieces changed`;

/** Adding and removing are told by the events themselves. */
const BULK_WORDS: Record<BulkAction, (details: Details) => Words> = {
  pause: () => PAUSED,
  resume: () => RESUMED,
  cancel: () => CANCELLED,
  remove: () => null,
  recheck: () => CHECKED,
  reannounce: () => ASKED,
  forceStart: ({ forceStart }) => forceStartWords(forceStart !== false),
  setTags: () => TAGGED,
  addTags: () => TAGGED,
  removeTags: () => TAGGED,
  setCategory: ({ category }) => categoryWords(category),
  setLimits: (details) => formatList(limitWords(details)),
  setOptions: () => ORDERED,
  move: ({ directory }) => moveWords(directory),
  cancelMove: () => TURNED_BACK,
};

const ACTION_WORDS: Readonly<Partial<Record<string, (details: Details) => Words>>> = {
  downloadPause: () => PAUSED,
  downloadResume: () => RESUMED,
  downloadCancel: () => CANCELLED,
  downloadRecheck: () => CHECKED,
  downloadReannounce: () => ASKED,
  downloadMove: ({ directory }) => moveWords(directory),
  downloadCancelMove: () => TURNED_BACK,
  downloadMoveInQueue: () => $localize`:what was done:Moved in the queue`,
  downloadRenameFile: () => $localize`:what was done:File renamed`,
  downloadUpdate: (details) => updateWords(details),
  downloadActOnMany: (details) => bulkWords(details),
  trackerAdd: () => $localize`:what was done:Trackers added`,
  trackerEdit: () => $localize`:what was done:Tracker changed`,
  trackerRemove: () => $localize`:what was done:Tracker removed`,
  trackerReplace: () => $localize`:what was done:Trackers put in order`,
  trackerAnnounce: () => $localize`:what was done:Tracker asked`,
  trackerHostReplace: () => $localize`:what was done:Trackers replaced`,
  peerAdd: () => $localize`:what was done:Peers added`,
};

/** With the name of who did it; null where it did not come about, or is no change of the download. */
export function describeChange({ action, outcome, account, details }: AuditEntryDto): Words {
  if (outcome !== 'ok') return null;
  const what = ACTION_WORDS[action]?.(details ?? {}) ?? null;
  if (what === null || what === '') return null;
  return account === null ? what : $localize`${what}:what was done:, by ${account.name}:account:`;
}

function bulkWords(details: Details): Words {
  const action = details['action'] as BulkAction;
  return BULK_WORDS[action]?.(details) ?? null;
}

function updateWords(details: Details): Words {
  const words = limitWords(details);
  if ('name' in details) words.push($localize`:what was done:Renamed`);
  if ('files' in details) words.push($localize`:what was done:Choice of files changed`);
  if ('tags' in details) words.push(TAGGED);
  if ('category' in details) words.push(categoryWords(details['category']));
  if ('queuePosition' in details) words.push($localize`:what was done:Moved in the queue`);
  if ('forceStart' in details) words.push(forceStartWords(details['forceStart'] === true));
  const isOrder = ['sequential', 'firstLastPieces', 'superSeeding'].some((name) => name in details);
  if (isOrder) words.push(ORDERED);
  return words.length > 0 ? formatList(words) : null;
}

function limitWords({ downloadLimit, uploadLimit }: Details): string[] {
  const words: string[] = [];
  if (downloadLimit === null) words.push($localize`:what was done:No download limit`);
  if (uploadLimit === null) words.push($localize`:what was done:No upload limit`);
  if (typeof downloadLimit === 'number') {
    words.push($localize`:what was done:Download limit ${formatSpeed(downloadLimit)}:speed:`);
  }
  if (typeof uploadLimit === 'number') {
    words.push($localize`:what was done:Upload limit ${formatSpeed(uploadLimit)}:speed:`);
  }
  return words;
}

function forceStartWords(isForced: boolean): string {
  return isForced
    ? $localize`:what was done:Force start on`
    : $localize`:what was done:Force start off`;
}

function categoryWords(category: unknown): string {
  return typeof category === 'string'
    ? $localize`:what was done:Category ${category}:name:`
    : $localize`:what was done:No category`;
}

function moveWords(directory: unknown): string {
  return typeof directory === 'string'
    ? $localize`:what was done:Moved to ${directory}:folder:`
    : $localize`:what was done:Moved`;
}
