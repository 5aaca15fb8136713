/** What `state:` may be followed by: the list's own states, and other words for them. Pure. */
import { LIST_FILTERS, type ListFilter } from '../../live/list-filters';

const OTHER_WORDS: Record<string, ListFilter> = {
  done: 'complete',
  finished: 'complete',
  completed: 'complete',
  incomplete: 'incomplete',
  stopped: 'cancelled',
  failed: 'error',
  errored: 'error',
  metadata: 'metadata',
  waiting: 'queued',
};

export const STATE_WORDS: readonly ListFilter[] = LIST_FILTERS.filter((filter) => filter !== 'all');

/** Those that begin with the folded word: half a word is enough while it is typed. */
export function statesNamed(word: string): ListFilter[] {
  if (word === '') return [];
  const exact = STATE_WORDS.find((state) => state === word) ?? OTHER_WORDS[word];
  if (exact) return [exact];
  return STATE_WORDS.filter((state) => state.startsWith(word));
}
