/**
 * A `describe` whose tests need other programs. Where one is missing they are skipped with a sentence, so that
 * `npm test` works on any machine; with CI=true that is a failure, so that nothing is skipped unseen.
 */
/* oxlint-disable vitest/no-conditional-tests, vitest/valid-title, vitest/valid-describe-callback, vitest/no-disabled-tests, vitest/expect-expect -- here the condition is the point */
import { describe, it } from 'vitest';
import { type ProgramName, missingPrograms } from './programs.ts';

/** Call it as `describe`, with the programs in front. */
export function describeWith(
  needed: readonly ProgramName[],
  name: string,
  tests: () => void,
): void {
  describeUnless(missingPrograms(needed), name, tests);
}

/** Call it as `describe`, with what is missing for it in front, as a sentence; null where nothing is. */
export function describeUnless(missing: string | null, name: string, tests: () => void): void {
  if (missing === null) {
    describe(name, tests);
  } else if (process.env['CI'] === 'true') {
    describe(name, () => {
      it('finds what it needs', () => {
        throw new Error(missing);
      });
    });
  } else {
    // Vitest counts what is skipped without naming it.
    process.stderr.write(`Skipped "${name}": ${missing}\n`);
    describe.skip(name, tests);
  }
}
