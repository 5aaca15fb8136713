/**
 * What could be meant by what stands at the cursor: fields, and values that downloads have. A suggestion says which piece
 * of the text it takes the place of. Pure.
 */
import { FIELD_NAMES, NUMBER_FIELDS, TEXT_FIELDS, TIME_FIELDS } from './search-fields';
import { type FieldName, isNumberField, isTimeField } from './search-fields';
import { foldText } from './search-matcher';
import { type SearchPart, searchParts, writtenPart } from './search-parts';
import { STATE_WORDS } from './search-states';

/** Values that a field may have, the most frequent first. */
export type KnownValues = Partial<Record<FieldName, readonly string[]>>;

export interface Suggestion {
  /** What comes into the text. */
  readonly text: string;
  /** In words, beside it. */
  readonly meaning: string;
  readonly from: number;
  readonly to: number;
}

const MOST = 8;
/** Fields that words without a field are looked up in. */
const LOOKED_UP: readonly FieldName[] = ['tag', 'category', 'tracker', 'state'];
/** What is offered before anything is typed: enough to see what can be said. */
const FIRST_FIELDS: readonly FieldName[] = [
  'state',
  'tag',
  'category',
  'tracker',
  'size',
  'ratio',
  'added',
  'file',
];

export function suggestions(text: string, caret: number, known: KnownValues): Suggestion[] {
  const part = searchParts(text).find(({ from, to }) => from < caret && caret <= to);
  if (!part) {
    const isFree = caret === 0 || /\s/.test(text[caret - 1] ?? ' ');
    return isFree ? FIRST_FIELDS.map((field) => fieldSuggestion(field, caret, caret)) : [];
  }
  return (part.field ? ofField(part, part.field, known) : ofWord(part, known)).slice(0, MOST);
}

export function exampleOf(field: FieldName): { example: string; meaning: string } {
  if (isNumberField(field)) return NUMBER_FIELDS[field];
  return isTimeField(field) ? TIME_FIELDS[field] : TEXT_FIELDS[field];
}

function fieldSuggestion(field: FieldName, from: number, to: number, sign = ''): Suggestion {
  const { example, meaning } = exampleOf(field);
  const operator = /[:<>=]/.exec(example)?.[0] ?? ':';
  return { text: `${sign}${field}${operator}`, meaning: `${meaning}, ${example}`, from, to };
}

function ofField(part: SearchPart, field: FieldName, known: KnownValues): Suggestion[] {
  if (isNumberField(field) || isTimeField(field)) return [];
  const others = part.values.slice(0, -1);
  const word = foldText(part.values.at(-1) ?? '');
  const fitting = valuesOf(field, known).filter((value) => {
    const folded = foldText(value);
    return folded.includes(word) && folded !== word;
  });
  return fitting.map((value) => ({
    text: writtenPart({ ...part, values: [...others, value] }),
    meaning: exampleOf(field).meaning,
    from: part.from,
    to: part.to,
  }));
}

function ofWord(part: SearchPart, known: KnownValues): Suggestion[] {
  const { from, to, isExcluded } = part;
  const word = foldText(part.values[0] ?? '');
  const fields = FIELD_NAMES.filter((name) => name.startsWith(word)).map((name) =>
    fieldSuggestion(name, from, to, isExcluded ? '-' : ''),
  );
  const values = LOOKED_UP.flatMap((field) =>
    valuesOf(field, known)
      .filter((value) => isLike(foldText(value), word))
      .slice(0, 3)
      .map((value) => ({
        text: writtenPart({ isExcluded, field, operator: ':', values: [value] }),
        meaning: exampleOf(field).meaning,
        from,
        to,
      })),
  );
  return [...fields, ...values];
}

/** Two letters are inside of almost everything. */
function isLike(value: string, word: string): boolean {
  return word.length > 2 ? value.includes(word) : value.startsWith(word);
}

function valuesOf(field: FieldName, known: KnownValues): readonly string[] {
  return (field === 'state' ? STATE_WORDS : (known[field] ?? [])).filter((value) => value !== '');
}
