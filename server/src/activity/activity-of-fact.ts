/** Which facts of the stream are worth remembering, and as what. Pure. */
import type { NewActivity } from '../database/activity-repository.port.ts';
import type { PublishedFact } from '../facts/fact-stream.service.ts';
import type { DownloadState } from '@shared/dto/download.js';

/** States in which a download does, or waits to do, what it is there for. */
const GOES_ON: ReadonlySet<DownloadState> = new Set([
  'checking',
  'queued',
  'downloading',
  'seeding',
  'metadata',
]);

/** Null of a fact that is not kept. The name is known where the fact itself tells it. */
export function activityOf(fact: PublishedFact, at: number): NewActivity | null {
  const about = (kind: NewActivity['kind'], downloadId: string): NewActivity => ({
    at,
    kind,
    downloadId,
    name: null,
    account: null,
    details: null,
  });
  switch (fact.name) {
    case 'download:added': {
      const { id, name } = fact.payload.download;
      return { ...about('added', id), name };
    }
    case 'download:completed':
      return about('completed', fact.payload.id);
    case 'download:removed':
      return {
        ...about('removed', fact.payload.id),
        details: { deletedData: fact.payload.deletedData },
      };
    case 'download:error': {
      const { code, message } = fact.payload.error;
      return { ...about('error', fact.payload.id), details: { code, message } };
    }
    case 'download:state': {
      const { id, state, previous } = fact.payload;
      return previous === 'error' && GOES_ON.has(state) ? about('recovered', id) : null;
    }
    default:
      return null;
  }
}
