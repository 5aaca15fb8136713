/**
 * What can be asked of the list: the choices of the rail and a search. Plain data, so that it can be kept as a saved view.
 * Within a facet one of the included values is enough (of tags all of them, where that is chosen); none of the excluded
 * ones may hold. Pure.
 */
import type { DownloadDto } from '@shared/dto/download.js';
import { type ListFilter, LIST_FILTERS, isInFilter, movesByItself } from '../live/list-filters';

export const FACETS = ['state', 'category', 'tag', 'tracker', 'folder'] as const;
export type Facet = (typeof FACETS)[number];

export interface FacetChoice {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

export type Facets = Readonly<Record<Facet, FacetChoice>>;

export interface ListQuestion {
  readonly facets: Facets;
  /** Whether all of the included tags have to be there. */
  readonly allTags: boolean;
  readonly search: string;
  /** Whether words are searched in file names as well. */
  readonly inFiles: boolean;
}

/** How one value of a facet is chosen. */
export type FacetState = 'off' | 'included' | 'excluded';

export const NO_CHOICE: FacetChoice = { include: [], exclude: [] };
const NO_FACETS = Object.fromEntries(FACETS.map((facet) => [facet, NO_CHOICE])) as Facets;
export const NO_QUESTION: ListQuestion = {
  facets: NO_FACETS,
  allTags: false,
  search: '',
  inFiles: false,
};

/** Whether a download has that value. An empty one stands for none at all. */
export function hasFacet(row: DownloadDto, facet: Facet, value: string): boolean {
  return HAS[facet](row, value);
}

const HAS: Record<Facet, (row: DownloadDto, value: string) => boolean> = {
  state: (row, value) => isInFilter(row, value as ListFilter),
  category: ({ category }, value) =>
    value === '' ? category === null : isWithin(category ?? '', value),
  tag: ({ tags }, value) => (value === '' ? tags.length === 0 : tags.includes(value)),
  tracker: ({ trackerHosts }, value) =>
    value === '' ? trackerHosts.length === 0 : trackerHosts.includes(value),
  folder: ({ directory }, value) => isWithin(directory, value),
};

/** Itself or below: categories and folders nest by slashes. */
export function isWithin(path: string, root: string): boolean {
  return path === root || path.startsWith(root.endsWith('/') ? root : `${root}/`);
}

/** Null where the facets ask for nothing. */
export function facetCondition({
  facets,
  allTags,
}: ListQuestion): ((row: DownloadDto) => boolean) | null {
  const chosen = FACETS.filter((facet) => isChosen(facets[facet]));
  if (chosen.length === 0) return null;
  return (row) =>
    chosen.every((facet) => {
      const { include, exclude } = facets[facet];
      if (exclude.some((value) => hasFacet(row, facet, value))) return false;
      if (include.length === 0) return true;
      const has = (value: string) => hasFacet(row, facet, value);
      return facet === 'tag' && allTags ? include.every(has) : include.some(has);
    });
}

export function facetsMove({ facets }: ListQuestion): boolean {
  const { include, exclude } = facets.state;
  return [...include, ...exclude].some((value) => movesByItself(value as ListFilter));
}

export function isChosen({ include, exclude }: FacetChoice): boolean {
  return include.length + exclude.length > 0;
}

export function stateOfFacet({ include, exclude }: FacetChoice, value: string): FacetState {
  if (include.includes(value)) return 'included';
  return exclude.includes(value) ? 'excluded' : 'off';
}

/** With one value chosen in that way, and the others of its facet as they were. */
export function withFacet(choice: FacetChoice, value: string, state: FacetState): FacetChoice {
  const include = choice.include.filter((one) => one !== value);
  const exclude = choice.exclude.filter((one) => one !== value);
  if (state === 'included') include.push(value);
  if (state === 'excluded') exclude.push(value);
  return { include, exclude };
}

export function isSameQuestion(one: ListQuestion, other: ListQuestion): boolean {
  return written(one) === written(other);
}

/** Takes a question out of what was kept, which may be old or broken. */
export function parseQuestion(kept: unknown): ListQuestion {
  const { facets, allTags, search, inFiles } = asObject(kept);
  const choices = asObject(facets);
  return {
    facets: Object.fromEntries(
      FACETS.map((facet) => [facet, parseChoice(facet, choices[facet])]),
    ) as unknown as Facets,
    allTags: allTags === true,
    search: typeof search === 'string' ? search : '',
    inFiles: inFiles === true,
  };
}

/** The same for two questions that ask for the same. */
function written({ facets, allTags, search, inFiles }: ListQuestion): string {
  const choices = FACETS.map((facet) => {
    const { include, exclude } = facets[facet];
    return [include.toSorted(), exclude.toSorted()];
  });
  const hasManyTags = facets.tag.include.length > 1;
  const hasSearch = search.trim() !== '';
  return JSON.stringify([choices, hasManyTags && allTags, search.trim(), hasSearch && inFiles]);
}

function parseChoice(facet: Facet, kept: unknown): FacetChoice {
  const { include, exclude } = asObject(kept);
  const isKnown = (value: string) =>
    facet !== 'state' || LIST_FILTERS.includes(value as ListFilter);
  return { include: texts(include).filter(isKnown), exclude: texts(exclude).filter(isKnown) };
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
