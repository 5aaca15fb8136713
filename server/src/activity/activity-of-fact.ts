/** Which facts of the stream are worth remembering, and as what. Pure. */
import type { NewActivity } from '../database/activity-repository.port.ts';
import type { PublishedFact } from '../facts/fact-stream.service.ts';
import type { DownloadState } from '@shared/dto/download.js';
import type { FactEvents } from '@shared/events/stream.js';

/** States in which a download does, or waits to do, what it is there for. */
const GOES_ON: ReadonlySet<DownloadState> = new Set([
  'checking',
  'queued',
  'downloading',
  'seeding',
  'metadata',
]);

/** What a fact tells of an activity. */
type Told = Pick<NewActivity, 'kind' | 'downloadId'> & Partial<NewActivity>;

/** Facts that are not here are not kept. */
const READERS: { [Name in keyof FactEvents]?: (payload: FactEvents[Name]) => Told | null } = {
  'download:added': ({ download: { id, name, addedBy } }) => ({
    kind: 'added',
    downloadId: id,
    name,
    account: addedBy,
  }),
  'download:completed': ({ id }) => ({ kind: 'completed', downloadId: id }),
  'download:removed': ({ id, deletedData }) => ({
    kind: 'removed',
    downloadId: id,
    details: { deletedData },
  }),
  'download:error': ({ id, error: { code, message } }) => ({
    kind: 'error',
    downloadId: id,
    details: { code, message },
  }),
  'download:state': ({ id, state, previous }) =>
    previous === 'error' && GOES_ON.has(state) ? { kind: 'recovered', downloadId: id } : null,
};

/** Null of a fact that is not kept. The name is known where the fact itself tells it. */
export function activityOf({ name, payload }: PublishedFact, at: number): NewActivity | null {
  const told = READERS[name]?.(payload as never);
  return told ? { at, name: null, account: null, details: null, ...told } : null;
}
