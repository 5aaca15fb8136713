/**
 * What each account likes. Invariant: an account never has more than MOST_PREFERENCE_BYTES, and a change that would make it
 * more changes nothing; changes follow each other, so that two tabs with different names never undo each other.
 */
import { Inject, Injectable } from '@nestjs/common';
import {
  PREFERENCE_REPOSITORY,
  type PreferenceRepository,
} from '../database/preference-repository.port.ts';
import { ProblemException } from '../http/problem.ts';
import {
  MOST_PREFERENCE_BYTES,
  PREFERENCE_NAME,
  type PreferencesDto,
  type UpdatePreferencesRequest,
} from '@shared/dto/preference.js';

@Injectable()
export class PreferenceService {
  #last: Promise<unknown> = Promise.resolve();

  constructor(@Inject(PREFERENCE_REPOSITORY) private readonly repository: PreferenceRepository) {}

  async show(accountId: string): Promise<PreferencesDto> {
    return toDto(await this.repository.all(accountId));
  }

  change(accountId: string, request: UpdatePreferencesRequest): Promise<PreferencesDto> {
    const mine = this.#last.then(() => this.#change(accountId, request));
    this.#last = mine.catch(() => {});
    return mine;
  }

  async #change(accountId: string, request: UpdatePreferencesRequest): Promise<PreferencesDto> {
    refuseBadNames(request);
    const after = await this.repository.all(accountId);
    const changes = new Map<string, string | null>();
    for (const [name, value] of Object.entries(request)) {
      const text = value === null ? null : JSON.stringify(value);
      changes.set(name, text);
      if (text === null) after.delete(name);
      else after.set(name, text);
    }
    refuseTooMuch(after);
    await this.repository.change(accountId, changes);
    return toDto(after);
  }
}

function refuseBadNames(request: UpdatePreferencesRequest): void {
  const errors = Object.keys(request)
    .filter((name) => !PREFERENCE_NAME.test(name))
    .map((name) => ({
      field: name.slice(0, 100),
      message: 'a name is a letter and up to 99 letters, digits, dots and dashes',
    }));
  if (errors.length === 0) return;
  throw new ProblemException(400, 'validation-failed', `${errors[0]!.message}.`, errors);
}

function refuseTooMuch(preferences: ReadonlyMap<string, string>): void {
  let bytes = 0;
  // Quotes, colon and comma besides.
  for (const [name, text] of preferences) bytes += name.length + Buffer.byteLength(text) + 4;
  if (bytes <= MOST_PREFERENCE_BYTES) return;
  const detail = `The preferences of an account may be ${MOST_PREFERENCE_BYTES} bytes, these would be ${bytes}.`;
  throw new ProblemException(422, 'too-many-preferences', detail);
}

/** One that is damaged is as one that was never chosen. */
function toDto(preferences: ReadonlyMap<string, string>): PreferencesDto {
  return Object.fromEntries(
    [...preferences].flatMap(([name, text]): [string, unknown][] => {
      try {
        return [[name, JSON.parse(text)]];
      } catch {
        return [];
      }
    }),
  );
}
