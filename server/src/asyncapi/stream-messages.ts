/**
 * Every message of the event stream with its payload's class and a sentence: what the AsyncAPI document is made of. The types
 * keep it complete: an event of `shared/events/stream.ts` that is missing here does not compile.
 */
import type { ServerToClientEvents } from '@shared/events/stream.js';
import * as facts from './fact-events.dto.ts';
import * as events from './stream-events.dto.ts';

export interface MessageDescription {
  summary: string;
  /** Classes of its payload: one of them. */
  payload: PayloadClass[];
  /** Whether the payload is an array of that. */
  isArray?: true;
}

type PayloadClass = new () => object;

export const STREAM_MESSAGES: Record<keyof ServerToClientEvents, MessageDescription> = {
  'session:hello': {
    summary: 'The first event of every connection: where it begins, and the sums.',
    payload: [events.SessionHelloEvent],
  },
  'session:reload': {
    summary: 'The reader was too slow, and facts are lost to it: it reads the list again.',
    payload: [events.StreamPlaceEvent],
  },
  'download:added': { summary: 'There is a new download.', payload: [facts.DownloadEvent] },
  'download:state': {
    summary: 'A download does something else now.',
    payload: [facts.DownloadStateEvent],
  },
  'download:updated': {
    summary:
      'Tags, category, files, names, folder, order, trackers or limits of a download changed, or its move has ended.',
    payload: [facts.DownloadEvent],
  },
  'queue:moved': {
    summary: 'The user moved downloads in the queue.',
    payload: [facts.QueueMovedEvent],
  },
  'download:completed': {
    summary: 'Every wanted byte is verified and written.',
    payload: [facts.DownloadCompletedEvent],
  },
  'download:removed': {
    summary: 'A download is gone from the list.',
    payload: [facts.DownloadRemovedEvent],
  },
  'download:error': {
    summary: 'A download stopped at a fault.',
    payload: [facts.DownloadErrorEvent],
  },
  'torrent:metadata': {
    summary: 'The metadata of a magnet link is there, or cannot be taken.',
    payload: [facts.TorrentMetadataFactEvent],
  },
  'session:notice': {
    summary: 'Something that a user should know.',
    payload: [facts.SessionNoticeEvent],
  },
  'session:settings': {
    summary: 'The user changed settings.',
    payload: [facts.SessionSettingsEvent],
  },
  'labels:changed': {
    summary: 'Tags or categories were made, renamed, changed or deleted: read them again.',
    payload: [facts.FactEvent],
  },
  'bans:changed': {
    summary: 'The user banned somebody, or lifted a ban: read the bans again.',
    payload: [facts.FactEvent],
  },
  'downloads:progress': {
    summary: 'Rates of downloads, each with only the fields that changed. Once a second.',
    payload: [events.DownloadProgressEntry],
    isArray: true,
  },
  'torrents:progress': {
    summary:
      'Magnet links that nobody has started yet, and how far their metadata is. Once a second.',
    payload: [events.TorrentProgressEntry],
    isArray: true,
  },
  'session:stats': {
    summary: 'The sums over all downloads, after the rates that they are made of.',
    payload: [events.StreamStatsEvent],
  },
  'download:files': {
    summary: 'Files of the watched download: all at first, in several events; then what changed.',
    payload: [events.FilesEvent],
  },
  'download:peers': {
    summary: 'Peers of the watched download, when they changed.',
    payload: [events.PeersEvent],
  },
  'download:trackers': {
    summary: 'Trackers of the watched download, when they changed.',
    payload: [events.TrackersEvent],
  },
  'download:pieces': {
    summary: 'Pieces of the watched download: all at first, then ranges that changed.',
    payload: [events.PiecesEvent, events.PiecesChangedEvent],
  },
  'download:availability': {
    summary: 'How many peers have each piece of the watched download, when it changed.',
    payload: [events.AvailabilityEvent],
  },
};

export const CLIENT_MESSAGES: Record<string, MessageDescription> = {
  'download:watch': {
    summary: 'Follow the details of one download, in place of what was followed before.',
    payload: [events.WatchMessage],
  },
  'download:unwatch': { summary: 'Follow no details any more.', payload: [] },
};

/** What acknowledges a message that is refused; one that is not has `{"ok": true}`. */
export const REFUSAL = events.WatchRefusalMessage;
