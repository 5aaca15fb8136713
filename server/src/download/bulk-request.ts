/** What each bulk action needs. Pure. */
import { ProblemException } from '../http/problem.ts';
import type { BulkAction, BulkActionRequest } from '@shared/dto/download.js';

type Field = keyof BulkActionRequest;

/** Of each of these, one at least. */
const NEEDED: Partial<Record<BulkAction, readonly Field[]>> = {
  setTags: ['tags'],
  addTags: ['tags'],
  removeTags: ['tags'],
  setCategory: ['category'],
  setLimits: ['downloadLimit', 'uploadLimit'],
  setOptions: ['sequential', 'firstLastPieces', 'superSeeding'],
  move: ['directory'],
};

/** Throws where the request does not say which downloads, or what to do with them. */
export function refuseIncomplete(request: BulkActionRequest): void {
  if ((request.ids === undefined) === (request.filter === undefined)) {
    throw refusal('ids', 'either ids or filter must be given');
  }
  const needed = NEEDED[request.action] ?? [];
  if (needed.length === 0 || needed.some((field) => request[field] !== undefined)) return;
  throw refusal(needed[0]!, `${request.action} needs ${needed.join(' or ')}`);
}

function refusal(field: Field, message: string): ProblemException {
  return new ProblemException(400, 'validation-failed', `${message}.`, [{ field, message }]);
}
