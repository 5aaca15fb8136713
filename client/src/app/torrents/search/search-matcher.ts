/**
 * Whether a download is what a search asks for. Each part becomes a condition once; a row then costs some comparisons of
 * folded texts and numbers, so that ten thousand rows take a few milliseconds. A part that cannot be understood asks for
 * nothing, and says why. Pure: names, files and the time come from outside.
 */
import type { DownloadDto } from '@shared/dto/download.js';
import { type ListFilter, isInFilter, movesByItself } from '../../live/list-filters';
import {
  NUMBER_FIELDS,
  TIME_FIELDS,
  type TextFieldName,
  isNumberField,
  isTimeField,
} from './search-fields';
import type { NumberFieldName, TimeFieldName } from './search-fields';
import type { Operator, SearchPart } from './search-parts';
import { statesNamed } from './search-states';
import { parseDate, parseDuration } from './search-values';

export type Condition = (row: DownloadDto) => boolean;

/** What a search asks beside the row. */
export interface SearchWorld {
  readonly nowMs: number;
  /** Name of the download as texts are compared. */
  readonly foldedName: (row: DownloadDto) => string;
  /** Those that have a file with this folded word in its path; null while that is not known. */
  readonly withFile: (word: string) => ReadonlySet<string> | null;
  /** Whether words without a field are searched in file names as well. */
  readonly looksInFiles: boolean;
}

/** Why a part asks for nothing. */
export type SearchFault = 'unknown-state' | 'no-amount' | 'no-time' | 'not-comparable';

export interface CompiledPart {
  readonly part: SearchPart;
  /** Null of one that asks for nothing. */
  readonly condition: Condition | null;
  readonly fault: SearchFault | null;
  /** Whether rates and progress change who it holds for. */
  readonly moves: boolean;
}

/** As the server compares names. */
export function foldText(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

export function compilePart(part: SearchPart, world: SearchWorld): CompiledPart {
  const { field } = part;
  if (part.values.length === 0) return asksNothing(part, null);
  if (field && isNumberField(field)) return compileNumber(part, field);
  if (field && isTimeField(field)) return compileTime(part, field, world);
  const isComparison = part.operator !== ':' && part.operator !== '=';
  if (field && isComparison) return asksNothing(part, 'not-comparable');
  if (field === 'state') return compileState(part);
  return holds(part, textCondition(part, field, world));
}

function asksNothing(part: SearchPart, fault: SearchFault | null): CompiledPart {
  return { part, condition: null, fault, moves: false };
}

function holds(part: SearchPart, condition: Condition, moves = false): CompiledPart {
  const signed: Condition = part.isExcluded ? (row) => !condition(row) : condition;
  return { part, condition: signed, fault: null, moves };
}

function compileState(part: SearchPart): CompiledPart {
  const states: ListFilter[] = [];
  for (const value of part.values) {
    const named = statesNamed(foldText(value));
    if (named.length === 0) return asksNothing(part, 'unknown-state');
    states.push(...named);
  }
  return holds(
    part,
    (row) => states.some((state) => isInFilter(row, state)),
    states.some(movesByItself),
  );
}

function compileNumber(part: SearchPart, name: NumberFieldName): CompiledPart {
  const { value, parse, isAbout, moves } = NUMBER_FIELDS[name];
  const amounts = part.values.map(parse);
  if (amounts.includes(null)) return asksNothing(part, 'no-amount');
  const known = amounts.filter((amount) => amount !== null);
  const compare = comparison(part.operator) ?? isAbout;
  const condition: Condition = (row) => {
    const own = value(row);
    return own !== null && known.some((amount) => compare(own, amount));
  };
  return holds(part, condition, moves);
}

function compileTime(part: SearchPart, name: TimeFieldName, { nowMs }: SearchWorld): CompiledPart {
  const { moment } = TIME_FIELDS[name];
  const tests = part.values.map((value) => timeTest(part.operator, value, nowMs));
  if (tests.includes(null)) return asksNothing(part, 'no-time');
  const known = tests.filter((test) => test !== null);
  return holds(part, (row) => {
    const time = moment(row);
    return time !== null && known.some((test) => test(Date.parse(time)));
  });
}

/** Of a moment in milliseconds since 1970. A duration is an age: less of it is later. */
function timeTest(
  operator: Operator,
  text: string,
  nowMs: number,
): ((timeMs: number) => boolean) | null {
  const span = parseDate(text);
  if (span) {
    const { from, until } = span;
    if (operator === '<') return (time) => time < from;
    if (operator === '<=') return (time) => time < until;
    if (operator === '>') return (time) => time >= until;
    if (operator === '>=') return (time) => time >= from;
    return (time) => time >= from && time < until;
  }
  const seconds = parseDuration(text);
  if (seconds === null) return null;
  const compare = comparison(operator) ?? ((age: number) => age <= seconds);
  return (time) => compare((nowMs - time) / 1000, seconds);
}

/** Null of those that ask for the amount itself. */
function comparison(operator: Operator): ((one: number, other: number) => boolean) | null {
  if (operator === '<') return (one, other) => one < other;
  if (operator === '<=') return (one, other) => one <= other;
  if (operator === '>') return (one, other) => one > other;
  if (operator === '>=') return (one, other) => one >= other;
  return null;
}

function textCondition(
  { values, operator }: SearchPart,
  field: Exclude<TextFieldName, 'state'> | null,
  world: SearchWorld,
): Condition {
  const words = values.map(foldText);
  if (field === null || field === 'file') return wordCondition(words, field, world);
  if (field === 'hash') return (row) => words.some((word) => row.id.startsWith(word));
  const textsOf = TEXTS[field];
  const isExact = operator === '=';
  return (row) => {
    const texts = textsOf(row, world);
    return words.some((word) => {
      // `tag:""` asks for those that have none.
      if (word === '') return texts.length === 0;
      return texts.some((text) => (isExact ? text === word : text.includes(word)));
    });
  };
}

function wordCondition(
  words: readonly string[],
  field: 'file' | null,
  { foldedName, withFile, looksInFiles }: SearchWorld,
): Condition {
  const found = field === 'file' || looksInFiles ? words.map(withFile) : [];
  return (row) =>
    words.some(
      (word, place) =>
        foldedName(row).includes(word) ||
        (field === null && row.id.startsWith(word)) ||
        (found[place]?.has(row.id) ?? false),
    );
}

type FoldedTexts = (row: DownloadDto, world: SearchWorld) => string[];

const TEXTS: Record<Exclude<TextFieldName, 'file' | 'hash' | 'state'>, FoldedTexts> = {
  name: (row, { foldedName }) => [foldedName(row)],
  tag: (row) => row.tags.map(foldText),
  category: (row) => (row.category === null ? [] : [foldText(row.category)]),
  tracker: (row) => row.trackerHosts,
  path: (row) => [foldText(row.directory)],
  by: (row) => (row.addedBy === null ? [] : [foldText(row.addedBy)]),
  error: (row) => (row.error ? [row.error.code, foldText(row.error.message)] : []),
};
