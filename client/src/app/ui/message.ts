/**
 * Messages that depend on counts, in the ICU syntax of templates, for texts made in TypeScript: `$localize` translates the
 * whole message, and the values come in afterwards, so that a language has as many plural forms as it needs and they may
 * stand in any order:
 *
 *     formatMessage($localize`{files, plural, =1 {1 file} other {# files}} in {folder}`, { files, folder })
 *
 * `{name}` is a value (a number by locale), `#` the count of the plural around it, `{name, select, ...}` a choice by word.
 * A value is never read as syntax, whatever is in it.
 */
import { perLocale } from './locale';
import { formatCount } from './numbers';

type Values = Readonly<Record<string, string | number>>;
type Part = string | { name: string } | { name: string; kind: Kind; cases: Map<string, Part[]> };
type Kind = 'plural' | 'select';

const COUNT = '#';
const ARGUMENT = /^\{\s*([\w.-]+)\s*(?:\}|,\s*(plural|select)\s*,)/;
const CASE = /^\s*(=\d+|[\w-]+)\s*\{/;

const pluralRules = perLocale((tag) => new Intl.PluralRules(tag));
const parsed = new Map<string, Part[]>();

/** The message with its values; `message` is what `$localize` gave. */
export function formatMessage(message: string, values: Values): string {
  let parts = parsed.get(message);
  if (!parts) {
    parts = new Reader(message).parts(false);
    parsed.set(message, parts);
  }
  return write(parts, values, null);
}

function write(parts: readonly Part[], values: Values, count: number | null): string {
  return parts.map((part) => writePart(part, values, count)).join('');
}

function writePart(part: Part, values: Values, count: number | null): string {
  if (typeof part === 'string') return part;
  if (part.name === COUNT) return count === null ? COUNT : formatCount(count);
  const value = values[part.name] ?? `{${part.name}}`;
  if (!('kind' in part)) return typeof value === 'number' ? formatCount(value) : value;
  if (part.kind === 'select') return write(caseOf(part.cases, String(value)), values, count);
  const number = Number(value);
  const form = part.cases.has(`=${number}`) ? `=${number}` : pluralRules().select(number);
  return write(caseOf(part.cases, form), values, number);
}

function caseOf(cases: Map<string, Part[]>, form: string): readonly Part[] {
  return cases.get(form) ?? cases.get('other') ?? [];
}

/** Reads a message once; what is not syntax stays as it is. */
class Reader {
  private rest: string;

  constructor(message: string) {
    this.rest = message;
  }

  parts(isInCase: boolean): Part[] {
    const parts: Part[] = [];
    while (!this.isAtEnd(isInCase)) {
      parts.push(this.argument() ?? this.hash(isInCase) ?? this.text());
    }
    return parts;
  }

  private isAtEnd(isInCase: boolean): boolean {
    return this.rest === '' || (isInCase && this.rest.startsWith('}'));
  }

  private argument(): Part | null {
    const match = ARGUMENT.exec(this.rest);
    if (!match) return null;
    this.skip(match[0].length);
    const name = match[1] ?? '';
    const kind = match[2] as Kind | undefined;
    return kind === undefined ? { name } : { name, kind, cases: this.cases() };
  }

  private cases(): Map<string, Part[]> {
    const cases = new Map<string, Part[]>();
    for (let match = CASE.exec(this.rest); match; match = CASE.exec(this.rest)) {
      this.skip(match[0].length);
      cases.set(match[1] ?? '', this.parts(true));
      this.skip(1);
    }
    this.skip(this.rest.indexOf('}') + 1);
    return cases;
  }

  private hash(isInCase: boolean): Part | null {
    if (!isInCase || !this.rest.startsWith(COUNT)) return null;
    this.skip(1);
    return { name: COUNT };
  }

  /** At least one character, so that a brace that opens nothing is text. */
  private text(): string {
    const next = this.rest.slice(1).search(/[{}#]/);
    const length = next < 0 ? this.rest.length : next + 1;
    const text = this.rest.slice(0, length);
    this.skip(length);
    return text;
  }

  private skip(length: number): void {
    this.rest = this.rest.slice(length);
  }
}

const listFormat = perLocale((tag) => new Intl.ListFormat(tag, { type: 'conjunction' }));

/** `a, b and c`. */
export function formatList(items: readonly string[]): string {
  return listFormat().format(items);
}
