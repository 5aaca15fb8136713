/** Rules for fields of requests that class-validator does not have, or has with a surprise. */
import { Transform } from 'class-transformer';
import { ValidateIf, registerDecorator } from 'class-validator';
import { LEAST_RATE_LIMIT, MOST_RATE_LIMIT } from '@shared/dto/settings.js';
import { FILE_PRIORITIES } from '@shared/dto/download.js';

/** The other rules hold where the field is given. Unlike `@IsOptional`, null is not "not given". */
export const IfGiven = (): PropertyDecorator => ValidateIf((_object, value) => value !== undefined);

/** The other rules hold where the field is given and is not null. */
export const IfGivenAndNotNull = (): PropertyDecorator =>
  ValidateIf((_object, value) => value !== undefined && value !== null);

/** The field must be given, but may be null; the other rules hold where it is not. */
export const IfNotNull = (): PropertyDecorator => ValidateIf((_object, value) => value !== null);

/**
 * Of a query: one value or several, given as one text with commas between them or as the same parameter again and
 * again. Values that may have commas themselves are given in the second way only.
 */
export function AsList({ commas = true } = {}): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) => {
    const given: unknown[] = Array.isArray(value) ? value : [value];
    if (value === undefined || !commas) return value === undefined ? undefined : given;
    return given.flatMap((each) => (typeof each === 'string' ? each.split(',') : [each]));
  });
}

/** Of a query: `true` or `false` in text. */
export function AsBoolean(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) =>
    value === 'true' ? true : value === 'false' ? false : value,
  );
}

/** A limit in bytes per second. */
export function IsRateLimit(): PropertyDecorator {
  return (target, property) =>
    registerDecorator({
      name: 'isRateLimit',
      target: target.constructor,
      propertyName: property as string,
      validator: {
        validate: (value: unknown) =>
          Number.isInteger(value) &&
          (value as number) >= LEAST_RATE_LIMIT &&
          (value as number) <= MOST_RATE_LIMIT,
        defaultMessage: () =>
          `${String(property)} must be null, or a whole number of bytes a second from ` +
          `${LEAST_RATE_LIMIT} to ${MOST_RATE_LIMIT}`,
      },
    });
}

/**
 * An array of `{index, priority}` and nothing else. One plain loop: a torrent may have 100,000 files, and
 * class-validator would take seconds of the main thread for as many nested objects.
 */
export function IsFileSelections(most: number): PropertyDecorator {
  return (target, property) =>
    registerDecorator({
      name: 'isFileSelections',
      target: target.constructor,
      propertyName: property as string,
      validator: {
        validate: (value: unknown) =>
          Array.isArray(value) && value.length <= most && value.every(isFileSelection),
        defaultMessage: () =>
          `${String(property)} must be a list of at most ${most} objects with just an index (a whole ` +
          `number) and a priority (${FILE_PRIORITIES.join(', ')})`,
      },
    });
}

/** BEP 12 tiers as an array of arrays of texts; what they say is checked later. */
export function IsTierList(mostTrackers: number, longestText: number): PropertyDecorator {
  return (target, property) =>
    registerDecorator({
      name: 'isTierList',
      target: target.constructor,
      propertyName: property as string,
      validator: {
        validate: (value: unknown) =>
          Array.isArray(value) &&
          value.length <= mostTrackers &&
          value.every((tier) => Array.isArray(tier)) &&
          value.flat().length <= mostTrackers &&
          value.flat().every((url) => typeof url === 'string' && url.length <= longestText),
        defaultMessage: () =>
          `${String(property)} must be a list of tiers, each a list of addresses, at most ` +
          `${mostTrackers} in all`,
      },
    });
}

function isFileSelection(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== 2) return false;
  const { index, priority } = value as { index?: unknown; priority?: unknown };
  return (
    Number.isSafeInteger(index) &&
    (index as number) >= 0 &&
    (FILE_PRIORITIES as readonly unknown[]).includes(priority)
  );
}
