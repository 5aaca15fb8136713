import { describe, expect, it } from 'vitest';
import { threadCpuMs } from './case-costs.ts';
import { FuzzRun } from './fuzz-run.ts';
import { latin1, type FuzzTarget } from './fuzz-target.ts';

const MEBIBYTE = 1024 * 1024;
const INPUT = latin1('an input');

/** A parser that does this with its first input. */
function runOf(examine: FuzzTarget['examine']): FuzzRun {
  const target = {
    name: 'self test',
    corpus: [INPUT],
    words: [],
    maxInputBytes: 100,
    isBencode: false,
    examine,
  };
  return new FuzzRun(target, 1);
}

function spin(ms: number): void {
  const end = threadCpuMs() + ms;
  while (threadCpuMs() < end);
}

describe('a fuzz run', () => {
  it('fails where anything is thrown', async () => {
    const run = runOf(() => {
      throw new TypeError('x is undefined');
    });
    await expect(run.examine(INPUT)).rejects.toThrow(/TypeError: x is undefined.*SHOAL_FUZZ_INPUT/);
  });

  it('fails where an input takes more than 100 ms each time', async () => {
    const run = runOf(() => {
      spin(110);
      return '';
    });
    await expect(run.examine(INPUT)).rejects.toThrow(/it took \d+ ms alone/);
  });

  it('forgives an input that was slow once', async () => {
    let times = 0;
    const run = runOf(() => {
      if (times++ === 0) spin(200);
      return '';
    });
    await run.examine(INPUT);
    await run.end();
    expect(times).toBeGreaterThan(1);
  });

  it.runIf(process.platform === 'linux')(
    'fails where an input takes more than 64 MiB, even for a moment',
    async () => {
      const run = runOf(() => String(Buffer.alloc(100 * MEBIBYTE, 1).length));
      await run.examine(INPUT);
      await expect(run.end()).rejects.toThrow(/it took \d+ bytes alone/);
    },
  );

  it('fails where a prototype was changed', async () => {
    const shared = Object.prototype as Record<string, unknown>;
    const run = runOf(() => {
      shared['polluted'] = 1;
      return '';
    });
    try {
      await run.examine(INPUT);
      await expect(run.end()).rejects.toThrow('it changed a prototype');
    } finally {
      delete shared['polluted'];
    }
  });

  it('keeps inputs with a new outcome to change them further', async () => {
    const run = runOf((input) => String(input.length % 2));
    for (const text of ['a', 'bc', 'def', 'ghij']) await run.examine(latin1(text));
    expect(run.pool).toEqual([INPUT, latin1('a'), latin1('bc')]);
  });
});
