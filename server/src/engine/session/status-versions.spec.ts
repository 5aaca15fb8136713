import { describe, expect, it } from 'vitest';
import { StatusVersions } from './status-versions.ts';

describe('StatusVersions', () => {
  it('tells of all to whoever has nothing yet', () => {
    const versions = new StatusVersions();
    versions.touch('a');
    versions.touch('b');
    versions.remove('b');
    expect(versions.since(0)).toEqual({ version: 3, isWhole: true, changed: ['a'], gone: [] });
  });

  it('tells of what changed and what went since a version, and of nothing twice', () => {
    const versions = new StatusVersions();
    for (const id of ['a', 'b', 'c']) versions.touch(id);
    const { version } = versions.since(0);
    versions.touch('b');
    versions.remove('c');
    const next = versions.since(version);
    expect(next).toMatchObject({ isWhole: false, changed: ['b'], gone: ['c'] });
    expect(versions.since(next.version)).toMatchObject({ changed: [], gone: [] });
  });

  it('tells of one that came back as changed, not as gone', () => {
    const versions = new StatusVersions();
    versions.touch('a');
    const { version } = versions.since(0);
    versions.remove('a');
    versions.touch('a');
    expect(versions.since(version)).toMatchObject({ changed: ['a'], gone: [] });
  });

  it('tells all to whoever has not looked for more removals than are remembered', () => {
    const versions = new StatusVersions();
    versions.touch('stays');
    const { version } = versions.since(0);
    for (let index = 0; index <= 10_001; index++) {
      versions.touch(`${index}`);
      versions.remove(`${index}`);
    }
    expect(versions.since(version)).toMatchObject({ isWhole: true, changed: ['stays'], gone: [] });
  });
});
