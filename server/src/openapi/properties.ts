/** Short forms of `@ApiProperty` for the shapes that the contract is made of. */
import { ApiProperty } from '@nestjs/swagger';
import { LEAST_RATE_LIMIT, MOST_RATE_LIMIT } from '@shared/dto/settings.js';

interface PropertyNotes {
  description?: string;
  nullable?: boolean;
  required?: boolean;
}

/** A whole number that is not negative: bytes, counts, rates. */
export const IntegerProperty = (notes: PropertyNotes = {}): PropertyDecorator =>
  ApiProperty({ type: 'integer', minimum: 0, ...notes });

/** A limit in bytes per second, or null. */
export const RateLimitProperty = (notes: PropertyNotes = {}): PropertyDecorator =>
  ApiProperty({
    type: 'integer',
    minimum: LEAST_RATE_LIMIT,
    maximum: MOST_RATE_LIMIT,
    nullable: true,
    description: 'Payload bytes per second; null is no limit.',
    ...notes,
  });

/** Progress, 0 to 1. */
export const FractionProperty = (notes: PropertyNotes = {}): PropertyDecorator =>
  ApiProperty({ type: 'number', minimum: 0, maximum: 1, ...notes });

export const NumberProperty = (notes: PropertyNotes = {}): PropertyDecorator =>
  ApiProperty({ type: 'number', ...notes });

export const TextProperty = (notes: PropertyNotes & { example?: string } = {}): PropertyDecorator =>
  ApiProperty({ type: 'string', ...notes });

export const BooleanProperty = (notes: PropertyNotes = {}): PropertyDecorator =>
  ApiProperty({ type: 'boolean', ...notes });

/** ISO 8601 UTC. */
export const TimeProperty = (notes: PropertyNotes = {}): PropertyDecorator =>
  ApiProperty({ type: 'string', format: 'date-time', ...notes });

export const TextListProperty = (
  notes: PropertyNotes & { example?: string[] } = {},
): PropertyDecorator => ApiProperty({ type: 'array', items: { type: 'string' }, ...notes });

/** BEP 12 tiers. */
export const TiersProperty = (notes: PropertyNotes = {}): PropertyDecorator =>
  ApiProperty({
    type: 'array',
    items: { type: 'array', items: { type: 'string', format: 'uri' } },
    ...notes,
  });

/** One of a closed list, which the document keeps under that name. */
export const ChoiceProperty = (
  enumName: string,
  choices: readonly string[],
  notes: PropertyNotes = {},
): PropertyDecorator => ApiProperty({ enum: [...choices], enumName, ...notes });

/** Several of them. */
export const ChoiceListProperty = (
  enumName: string,
  choices: readonly string[],
  notes: PropertyNotes = {},
): PropertyDecorator => ApiProperty({ enum: [...choices], enumName, isArray: true, ...notes });
