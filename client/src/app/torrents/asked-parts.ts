/** What is asked of the list as single parts in words, each of which can be taken back. */
import { FILTER_LOOKS, type ListFilter } from '../live/list-filters';
import type { ListQuery } from './list-query';
import { FACETS, type Facet } from './list-question';
import type { Condition, SearchFault } from './search/search-matcher';

export interface AskedPart {
  readonly key: string;
  /** `State: Paused`, or the part of the search as it was typed. */
  readonly words: string;
  readonly isExcluded: boolean;
  /** Why it asks for nothing. */
  readonly fault: string | null;
  readonly takeBack: () => void;
  /** Whether a row would be in view without it. */
  readonly matchesWithout: () => Condition;
}

const FACET_WORDS: Record<Facet, string> = {
  state: $localize`State`,
  category: $localize`Category`,
  tag: $localize`Tag`,
  tracker: $localize`Tracker`,
  folder: $localize`Folder`,
};

const NONE_WORDS: Partial<Record<Facet, string>> = {
  category: $localize`No category`,
  tag: $localize`No tags`,
  tracker: $localize`No tracker`,
};

const FAULT_WORDS: Record<SearchFault, string> = {
  'unknown-state': $localize`There is no such state. Try paused, seeding, complete or error.`,
  'no-amount': $localize`This needs an amount, such as 700MiB, 1.5 or 50%.`,
  'no-time': $localize`This needs a time, such as 7d, 12h, or a date like 2026-03-31.`,
  'not-comparable': $localize`This cannot be larger or smaller: use a colon, such as tag:linux.`,
};

/** A value of a facet in words. */
export function facetValueWords(facet: Facet, value: string): string {
  if (facet === 'state') return FILTER_LOOKS[value as ListFilter].word;
  return value === '' ? (NONE_WORDS[facet] ?? '') : value;
}

export function askedParts(query: ListQuery): AskedPart[] {
  return [...facetParts(query), ...searchedParts(query)];
}

function facetParts(query: ListQuery): AskedPart[] {
  const { facets } = query.question();
  return FACETS.flatMap((facet) => {
    const { include, exclude } = facets[facet];
    const included = include.map((value) => facetPart(query, facet, value, false));
    return included.concat(exclude.map((value) => facetPart(query, facet, value, true)));
  });
}

function facetPart(query: ListQuery, facet: Facet, value: string, isExcluded: boolean): AskedPart {
  return {
    key: `${facet} ${value}`,
    words: withFacetName(facet, value),
    isExcluded,
    fault: null,
    takeBack: () => query.choose(facet, value, 'off'),
    matchesWithout: () => query.withoutValue(facet, value),
  };
}

function withFacetName(facet: Facet, value: string): string {
  const words = facetValueWords(facet, value);
  if (value === '') return words;
  return $localize`:a property and its value:${FACET_WORDS[facet]}:property:: ${words}:value:`;
}

function searchedParts(query: ListQuery): AskedPart[] {
  const text = query.search();
  return query
    .searched()
    .filter(({ part }) => part.values.length > 0)
    .map(({ part, fault }) => ({
      key: `${part.from} ${text.slice(part.from, part.to)}`,
      words: text.slice(part.from + (part.isExcluded ? 1 : 0), part.to),
      isExcluded: part.isExcluded,
      fault: fault && FAULT_WORDS[fault],
      takeBack: () => query.removePart(part),
      matchesWithout: () => query.withoutPart(part),
    }));
}
