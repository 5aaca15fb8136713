import { readFileSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const PAGE = readFileSync(join(ROOT, 'docs', 'hardening.md'), 'utf8');
const FILES = [...new Set(PAGE.match(/(?:server|test|client)\/[\w./-]+\.spec\.ts/g))];

it.each(FILES)('the page on hardening names a test that is there: %s', async (file) => {
  await expect(access(join(ROOT, file))).resolves.toBeUndefined();
});

it('the page on hardening names this suite', () => {
  expect(FILES.filter((file) => file.startsWith('test/fuzz/')).length).toBeGreaterThan(5);
});
