/**
 * What the audit log keeps of a request's fields: enough to know what was asked for, and no secret. Invariant: the
 * JSON of what comes out is small, whatever goes in.
 */
import { maskSecrets } from '../logging/secret-masking.ts';

/** Never kept, whatever the route. */
const SECRET_FIELD = /password|secret|passkey|cookie|authorization|^code$|^token$/i;
const LONGEST_TEXT = 300;
const LONGEST_LIST = 20;
const DEEPEST = 4;
const MOST_JSON_CHARACTERS = 4_096;

/** Null where there is nothing to tell. */
export function auditDetails(fields: Record<string, unknown>): Record<string, unknown> | null {
  const details = shortenFields(fields, 0);
  const names = Object.keys(details);
  if (names.length === 0) return null;
  if (JSON.stringify(details).length <= MOST_JSON_CHARACTERS) return details;
  return { fields: names.slice(0, LONGEST_LIST).map(shortenText) };
}

function shortenFields(fields: Record<string, unknown>, depth: number): Record<string, unknown> {
  const kept = Object.entries(fields).filter(
    ([name, value]) => !SECRET_FIELD.test(name) && value !== undefined,
  );
  return Object.fromEntries(
    kept
      .slice(0, LONGEST_LIST)
      .map(([name, value]) => [shortenText(name), shorten(value, depth + 1)]),
  );
}

function shorten(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return shortenText(maskSecrets(value));
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= DEEPEST) return '...';
  if (!Array.isArray(value)) return shortenFields(value as Record<string, unknown>, depth);
  const first = value.slice(0, LONGEST_LIST).map((item) => shorten(item, depth + 1));
  return value.length > LONGEST_LIST ? [...first, `... ${value.length} in all`] : first;
}

function shortenText(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}...` : text;
}
