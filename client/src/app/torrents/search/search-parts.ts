/**
 * The language of the search box, taken apart: words and "phrases", `-` before what must not be, `field:value`,
 * `field:one,other`, `field=exactly`, and comparisons such as `size>1GiB`. Every text can be read: what is no field is a
 * word, a quote that is never closed goes to the end. Invariant: parts stand in the order of the text and do not overlap.
 * Pure.
 */
import { type FieldName, fieldNamed, isNumberField } from './search-fields';

export const OPERATORS = ['<=', '>=', '<', '>', ':', '='] as const;
export type Operator = (typeof OPERATORS)[number];

export interface SearchPart {
  /** Where it stands in the text; `to` is behind it. */
  readonly from: number;
  readonly to: number;
  readonly isExcluded: boolean;
  /** Null of a word or phrase. */
  readonly field: FieldName | null;
  readonly operator: Operator;
  /** One of them is enough. Empty where the field waits for its value: `tag:`. */
  readonly values: readonly string[];
}

const FIELD = /([a-z]+)(:?(?:<=|>=|<|>|=)|:)/iy;
const BLANKS = /\s*/y;
/** A number may stand apart from its unit: `size>1 GiB`. */
const AMOUNT = /\s*\d[\d.]*\s+(?:[kmgtp]i?b?|b)(?:\/s)?(?=\s|$)/iy;
const BARE_WORD = /[^\s"]+/y;
const BARE_VALUE = /[^\s",]+/y;
const QUOTED = /"((?:\\.|[^"\\])*)(?:"|\\?$)/sy;

export function searchParts(text: string): SearchPart[] {
  const reader = new TextReader(text);
  const parts: SearchPart[] = [];
  while (reader.skipBlanks()) {
    const part = readPart(reader);
    if (part) parts.push(part);
  }
  return parts;
}

/** The text without one of its parts. */
export function withoutPart(text: string, part: Pick<SearchPart, 'from' | 'to'>): string {
  return `${text.slice(0, part.from).trimEnd()} ${text.slice(part.to).trimStart()}`.trim();
}

/** A value as it is written: in quotes where it would be read as something else. */
export function writtenValue(value: string): string {
  // A sign at its beginning would belong to the operator before it.
  if (/^[^\s",\\<>=][^\s",\\]*$/.test(value)) return value;
  return `"${value.replace(/["\\]/g, String.raw`\$&`)}"`;
}

/** A part as it is written, so that it is read as the same again. */
export function writtenPart(part: Omit<SearchPart, 'from' | 'to'>): string {
  const { isExcluded, field, operator } = part;
  const sign = isExcluded ? '-' : '';
  if (field) return `${sign}${field}${operator}${part.values.map(writtenValue).join(',')}`;
  const [word = ''] = part.values;
  const isPlain = /^[^\s"-][^\s"]*$/.test(word) && !word.includes('\\') && !startsWithField(word);
  return sign + (isPlain ? word : `"${word.replace(/["\\]/g, String.raw`\$&`)}"`);
}

function startsWithField(word: string): boolean {
  const [, name = ''] = new TextReader(word).match(FIELD) ?? [];
  return fieldNamed(name) !== null;
}

function readPart(reader: TextReader): SearchPart | null {
  const from = reader.at;
  const isExcluded = reader.takeMinus();
  const head = reader.takeField();
  const { field = null, operator = ':' } = head ?? {};
  const values = field
    ? readValues(reader, field)
    : [reader.takeQuoted() ?? reader.match(BARE_WORD)?.[0] ?? ''];
  if (!field && values[0]!.trim() === '') return null;
  return { from, to: reader.at, isExcluded, field, operator, values };
}

function readValues(reader: TextReader, field: FieldName): string[] {
  const amount = isNumberField(field) ? reader.match(AMOUNT)?.[0].trim() : undefined;
  if (amount !== undefined) return [amount];
  const values: string[] = [];
  do {
    const value = reader.takeQuoted() ?? reader.match(BARE_VALUE)?.[0];
    if (value !== undefined) values.push(value);
  } while (reader.take(','));
  return values;
}

class TextReader {
  private readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** Whether anything is left. */
  skipBlanks(): boolean {
    this.match(BLANKS);
    return this.at < this.text.length;
  }

  match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found) this.at = pattern.lastIndex;
    return found;
  }

  take(text: string): boolean {
    if (!this.text.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  /** A minus with something behind it. */
  takeMinus(): boolean {
    return /^-\S/.test(this.text.slice(this.at, this.at + 2)) && this.take('-');
  }

  takeQuoted(): string | null {
    const quoted = this.match(QUOTED)?.[1];
    return quoted === undefined ? null : quoted.replace(/\\(.)/gs, '$1');
  }

  takeField(): { field: FieldName; operator: Operator } | null {
    const start = this.at;
    const [, name = '', sign = ''] = this.match(FIELD) ?? [];
    const field = fieldNamed(name);
    if (!field) {
      this.at = start;
      return null;
    }
    const operator = OPERATORS.find((one) => sign === one || sign === `:${one}`);
    return { field, operator: operator ?? ':' };
  }
}
