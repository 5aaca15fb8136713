import { describe, expect, it } from 'vitest';
import { RequestError } from '../engine/index.ts';
import { toProblem } from './problem.ts';

describe('toProblem', () => {
  it.each([
    ['volume-missing', 409],
    ['disk-full', 507],
  ] as const)('tells %s of a disk as %i, with what the engine says', (code, status) => {
    const problem = toProblem(new RequestError(code, 'Do this.'));
    expect(problem).toMatchObject({ status, code, detail: 'Do this.' });
  });
});
