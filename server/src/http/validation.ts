/** Turns what class-validator finds into a problem that names each field. */
import { ValidationPipe, type ValidationError } from '@nestjs/common';
import type { Problem } from '@shared/dto/problem.js';
import { ProblemException } from './problem.ts';

export const VALIDATION_OPTIONS = {
  whitelist: true,
  forbidNonWhitelisted: true,
  transform: true,
  validationError: { target: false, value: false },
} as const;

export function createValidationPipe(): ValidationPipe {
  return new ValidationPipe({
    ...VALIDATION_OPTIONS,
    exceptionFactory: (errors) => {
      const fields = fieldErrors(errors);
      const detail = fields.map((error) => error.message).join('; ');
      return new ProblemException(400, 'validation-failed', `${detail}.`, fields);
    },
  });
}

/** `tags[0]`, `files.index`: one entry for each field that is wrong. */
export function fieldErrors(
  errors: ValidationError[],
  parent = '',
): NonNullable<Problem['errors']> {
  return errors.flatMap((error) => {
    const field = /^\d+$/.test(error.property)
      ? `${parent}[${error.property}]`
      : [parent, error.property].filter((part) => part !== '').join('.');
    const [message] = Object.values(error.constraints ?? {});
    const own = message === undefined ? [] : [{ field, message }];
    return [...own, ...fieldErrors(error.children ?? [], field)];
  });
}
