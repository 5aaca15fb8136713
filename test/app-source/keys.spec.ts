/** The table of the web app's keys: each has one meaning, and what people know from elsewhere is where they look for it. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type KeyUse, keysOfSource } from './command-keys.ts';

const APP = join(import.meta.dirname, '..', '..', 'client', 'src', 'app');

/** Search is where one is: in the list, or among the settings. */
const ONE_ON_EACH_PAGE = new Set(['/']);
/** Those of the browser or of a screen reader: Tab, F-keys but F2, letters with Ctrl but the palette's. */
const NOT_OURS = /^(?:Tab|F(?!2$)\d+|Ctrl\+(?!k$).|Alt\+.*)$/;

function allUses(): KeyUse[] {
  return readdirSync(APP, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'))
    .flatMap((path) => keysOfSource(readFileSync(join(APP, path), 'utf8'), path));
}

function idsByKey(uses: readonly KeyUse[]): Map<string, Set<string>> {
  const byKey = new Map<string, Set<string>>();
  for (const { key, id } of uses) byKey.set(key, (byKey.get(key) ?? new Set()).add(id));
  return byKey;
}

describe('the keys of the commands', () => {
  const byKey = idsByKey(allUses());

  it('are found at all', () => {
    expect([...byKey.keys()]).toEqual(expect.arrayContaining(['Ctrl+k', '?', '/', 'a', 'Delete']));
  });

  it('have one meaning each', () => {
    const twice = [...byKey].filter(([key, ids]) => ids.size > 1 && !ONE_ON_EACH_PAGE.has(key));
    expect(twice.map(([key, ids]) => `${key}: ${[...ids].join(', ')}`)).toEqual([]);
  });

  it('leave the first key of a sequence alone', () => {
    const first = new Set(
      [...byKey.keys()].filter((key) => key.includes(' ')).map((key) => key[0]),
    );
    expect([...byKey.keys()].filter((key) => first.has(key))).toEqual([]);
  });

  it('are none that the browser needs', () => {
    expect([...byKey.keys()].filter((key) => NOT_OURS.test(key))).toEqual([]);
  });
});

describe('what reads the keys', () => {
  it('sees commands in either way of writing', () => {
    const source = `useCommands({ id: 'one', keys: ['a', 'g s'] }, command('two', t, run, { keys: ['b'] }));`;
    expect(keysOfSource(source, 'x.ts')).toEqual([
      { key: 'a', id: 'one' },
      { key: 'g s', id: 'one' },
      { key: 'b', id: 'two' },
    ]);
  });

  it('takes no other list of keys for a command', () => {
    expect(keysOfSource(`const line = { keys: ['Home'], words };`, 'x.ts')).toEqual([]);
  });
});
