/**
 * Ends the description of every field with its unit, which the field's name or form tells (design.md: bytes,
 * bytes per second, seconds, ISO 8601 UTC, 0 to 1). Once, here: authors of DTOs describe what it is of.
 */
import type { OpenAPIObject } from '@nestjs/swagger';

interface Field {
  type?: string | string[];
  format?: string;
  minimum?: number;
  maximum?: number;
  description?: string;
}

interface Unit {
  sentence: string;
  holds: (name: string, field: Field) => boolean;
  /** A description that says it already is left as it is. */
  said: RegExp;
}

const UNITS: readonly Unit[] = [
  {
    sentence: 'In bytes per second.',
    holds: (name) => /(?:Rate|PerSecond)$|^(?:down|up)loadLimit$/.test(name),
    said: /bytes (?:per|a) second/i,
  },
  {
    sentence: 'In bytes.',
    holds: (name) => /(?:^b|B)ytes$|^pieceLength$/.test(name),
    said: /in bytes/i,
  },
  { sentence: 'In seconds.', holds: (name) => /(?:^s|S)econds$/.test(name), said: /in seconds/i },
  {
    sentence: 'In milliseconds.',
    holds: (name) => /(?:Ms|Milliseconds)$/.test(name),
    said: /in milliseconds/i,
  },
  {
    sentence: 'ISO 8601, UTC.',
    holds: (_name, field) => field.format === 'date-time',
    said: /ISO 8601/,
  },
  {
    sentence: 'From 0 to 1.',
    holds: (_name, { type, minimum, maximum }) =>
      [type].flat().includes('number') && minimum === 0 && maximum === 1,
    said: /0 to 1/,
  },
];

export function describeUnits(document: OpenAPIObject): void {
  for (const schema of Object.values(document.components?.schemas ?? {})) {
    const { properties = {} } = schema as { properties?: Record<string, Field> };
    for (const [name, field] of Object.entries(properties)) describeUnit(name, field);
  }
}

function describeUnit(name: string, field: Field): void {
  if ([field.type].flat().every((type) => type === 'null' || type === 'boolean')) return;
  const unit = UNITS.find(({ holds }) => holds(name, field));
  if (!unit || field.description === undefined || unit.said.test(field.description)) return;
  field.description = `${field.description} ${unit.sentence}`;
}
