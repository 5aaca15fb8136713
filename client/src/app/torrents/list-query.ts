/**
 * What is asked of the list: the rail's choices and the search. `matches` is a new function whenever the question or what
 * it stands on is another one, and says of one row whether it is in view; who walks the rows is the list's order
 * (`list-view.ts`).
 */
import { DestroyRef, Service, computed, effect, inject, signal } from '@angular/core';
import type { ListFilter } from '../live/list-filters';
import { rememberedChoice } from '../ui/preference';
import {
  type Facet,
  type FacetState,
  type ListQuestion,
  NO_QUESTION,
  facetCondition,
  facetsMove,
  isSameQuestion,
  stateOfFacet,
  withFacet,
} from './list-question';
import { FileSearch } from './search/file-search';
import { FoldedNames } from './search/folded-names';
import { isTimeField } from './search/search-fields';
import { type CompiledPart, type Condition, compilePart, foldText } from './search/search-matcher';
import { type SearchPart, searchParts, withoutPart } from './search/search-parts';

/** Ages that are searched for are looked at again so often. */
const AGE_INTERVAL_MS = 60_000;

@Service()
export class ListQuery {
  private readonly files = inject(FileSearch);
  private readonly names = inject(FoldedNames);
  private readonly remembered = rememberedChoice('search-in', ['names', 'files']);
  private readonly questionSignal = signal<ListQuestion>({
    ...NO_QUESTION,
    inFiles: this.remembered.value() === 'files',
  });
  private readonly ageTick = signal(0);

  /** The whole of it, as a saved view keeps it. */
  readonly question = this.questionSignal.asReadonly();
  readonly search = computed(() => this.question().search);
  readonly inFiles = computed(() => this.question().inFiles);
  readonly isAsked = computed(() => !isSameQuestion(this.question(), NO_QUESTION));

  private readonly parts = computed(() => searchParts(this.search()));
  /** Folded words that only the server can answer. */
  private readonly fileWords = computed(() => fileWordsOf(this.parts(), this.inFiles()), {
    equal: (one, other) => one.join('\n') === other.join('\n'),
  });

  /** The parts of the search, and what is wrong with them. */
  readonly searched = computed<readonly CompiledPart[]>(() => {
    const parts = this.parts();
    if (parts.some(({ field }) => field && isTimeField(field))) this.ageTick();
    const world = {
      nowMs: Date.now(),
      foldedName: this.names.of,
      withFile: this.files.withFile,
      looksInFiles: this.inFiles(),
    };
    return parts.map((part) => compilePart(part, world));
  });

  /** Whether a row is in view. */
  readonly matches = computed<Condition>(() =>
    allOf(facetCondition(this.question()), this.searched()),
  );

  /** Whether rates and progress alone can change who matches. */
  readonly movesWithRates = computed(
    () => facetsMove(this.question()) || this.searched().some(({ moves }) => moves),
  );

  constructor() {
    effect(() => this.files.want(this.fileWords()));
    const timer = setInterval(() => this.ageTick.update((tick) => tick + 1), AGE_INTERVAL_MS);
    inject(DestroyRef).onDestroy(() => clearInterval(timer));
  }

  /** Whether a row would be in view without one value of a facet. */
  withoutValue(facet: Facet, value: string): Condition {
    const question = this.question();
    const choice = withFacet(question.facets[facet], value, 'off');
    const facets = { ...question.facets, [facet]: choice };
    return allOf(facetCondition({ ...question, facets }), this.searched());
  }

  /** The same without one part of the search. */
  withoutPart(part: SearchPart): Condition {
    const others = this.searched().filter((one) => one.part !== part);
    return allOf(facetCondition(this.question()), others);
  }

  /** Asks that, in place of what was asked. */
  ask(question: ListQuestion): void {
    this.questionSignal.set(question);
  }

  setSearch(search: string): void {
    this.change({ search });
  }

  setInFiles(inFiles: boolean): void {
    this.remembered.choose(inFiles ? 'files' : 'names');
    this.change({ inFiles });
  }

  setAllTags(allTags: boolean): void {
    this.change({ allTags });
  }

  /** Shows that state alone; all of them where it is `all`. */
  setFilter(filter: ListFilter): void {
    this.changeFacet('state', () => ({ include: filter === 'all' ? [] : [filter], exclude: [] }));
  }

  /** Shows those with this value alone; asked again, takes that back. */
  showOnly(facet: Facet, value: string): void {
    this.changeFacet(facet, ({ include, exclude }) => {
      const isSole = include.length === 1 && include[0] === value && exclude.length === 0;
      return { include: isSole ? [] : [value], exclude: [] };
    });
  }

  /** Chooses one value beside the others of its facet. */
  choose(facet: Facet, value: string, state: FacetState): void {
    this.changeFacet(facet, (choice) => withFacet(choice, value, state));
  }

  /** The same, or takes it back where it is chosen so. */
  toggle(facet: Facet, value: string, state: FacetState): void {
    const now = stateOfFacet(this.question().facets[facet], value);
    this.choose(facet, value, now === state ? 'off' : state);
  }

  clearFacet(facet: Facet): void {
    this.changeFacet(facet, () => ({ include: [], exclude: [] }));
  }

  removePart(part: SearchPart): void {
    this.setSearch(withoutPart(this.search(), part));
  }

  /** Everything is in view. */
  clear(): void {
    this.ask({ ...NO_QUESTION, inFiles: this.inFiles() });
  }

  private change(changes: Partial<ListQuestion>): void {
    this.questionSignal.update((question) => ({ ...question, ...changes }));
  }

  private changeFacet(
    facet: Facet,
    change: (choice: ListQuestion['facets'][Facet]) => ListQuestion['facets'][Facet],
  ): void {
    const { facets } = this.question();
    this.change({ facets: { ...facets, [facet]: change(facets[facet]) } });
  }
}

function allOf(ofFacets: Condition | null, searched: readonly CompiledPart[]): Condition {
  const ofSearch = searched.flatMap(({ condition }) => condition ?? []);
  const conditions = ofFacets ? [ofFacets, ...ofSearch] : ofSearch;
  return (row) => {
    for (const holds of conditions) if (!holds(row)) return false;
    return true;
  };
}

function fileWordsOf(parts: readonly SearchPart[], inFiles: boolean): string[] {
  const asked = parts.filter(({ field }) => field === 'file' || (field === null && inFiles));
  return [...new Set(asked.flatMap(({ values }) => values.map(foldText)))];
}
