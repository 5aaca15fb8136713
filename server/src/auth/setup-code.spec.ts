import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureSetupCode, isSameCode, removeSetupCode } from './setup-code.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'shoal-setup-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('the setup code', () => {
  it('stays the same until it is removed', () => {
    const code = ensureSetupCode(directory);
    expect(code).toMatch(/^(?:[0-9A-Z]{5}-){4}[0-9A-Z]{5}$/);
    expect(ensureSetupCode(directory)).toBe(code);
    removeSetupCode(directory);
    expect(existsSync(join(directory, 'setup-code'))).toBe(false);
    expect(ensureSetupCode(directory)).not.toBe(code);
  });

  it('can be read by nobody but the owner', () => {
    const path = join(directory, 'setup-code');
    const code = ensureSetupCode(directory);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    writeFileSync(path, `${code}\n`, { mode: 0o644 });
    ensureSetupCode(directory);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it.each(['', 'short', '00000-00000-00000-00000-0000U'])(
    'is made anew where the file says "%s"',
    (text) => {
      writeFileSync(join(directory, 'setup-code'), text);
      const code = ensureSetupCode(directory);
      expect(code).not.toBe(text);
      expect(readFileSync(join(directory, 'setup-code'), 'utf8')).toBe(`${code}\n`);
    },
  );

  it('is known however somebody types it', () => {
    const code = 'A1B0C-DEFGH-JKMNP-QRSTV-WXYZ2';
    expect(isSameCode('a1b0c-defgh-jkmnp-qrstv-wxyz2', code)).toBe(true);
    expect(isSameCode(' ALBOC DEFGH JKMNP QRSTV WXYZ2 ', code)).toBe(true);
    expect(isSameCode('A1B0C-DEFGH-JKMNP-QRSTV-WXYZ3', code)).toBe(false);
    expect(isSameCode('', code)).toBe(false);
  });
});
