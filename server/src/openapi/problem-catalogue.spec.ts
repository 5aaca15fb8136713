import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROBLEM_CODES } from '@shared/dto/problem-codes.js';
import { PROBLEM_CATALOGUE, TORRENT_FILE_PROBLEMS } from './problem-catalogue.ts';

const SERVER = join(import.meta.dirname, '..');

/** All product code but the catalogue. */
function sources(): string {
  return readdirSync(SERVER, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'))
    .filter((path) => !path.endsWith('problem-catalogue.ts'))
    .map((path) => readFileSync(join(SERVER, path), 'utf8'))
    .join('\n');
}

describe('the catalogue of problems', () => {
  it('says of each code in one sentence what it means, with the status of a failure', () => {
    for (const { status, meaning } of Object.values(PROBLEM_CATALOGUE)) {
      expect(status).toBeGreaterThanOrEqual(400);
      expect(meaning).toMatch(/^[A-Z].*\.$/);
    }
  });

  it('has no code twice, and none that nothing uses', () => {
    expect(PROBLEM_CODES).toEqual([...new Set(PROBLEM_CODES)]);
    const text = sources();
    const unused = PROBLEM_CODES.filter((code) => !new RegExp(`['\\s]${code}['?:]`).test(text));
    expect(unused).toEqual([]);
  });

  it('gives all faults of a .torrent file the same status', () => {
    const statuses = TORRENT_FILE_PROBLEMS.map((code) => PROBLEM_CATALOGUE[code].status);
    expect(new Set(statuses)).toEqual(new Set([422]));
  });
});
