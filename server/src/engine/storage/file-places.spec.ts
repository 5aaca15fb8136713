import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LaidFile, StoragePlace } from './disk-protocol.ts';
import { FilePlaces, firstTaken, PART_FILE, stampsOf } from './file-places.ts';

let base = '';

function laid(...paths: string[]): LaidFile[] {
  return paths.map((path, index) => ({ path, bytes: 5, offset: index * 5, padding: false }));
}

function put(path: string, content = 'bytes'): void {
  mkdirSync(dirname(join(base, path)), { recursive: true });
  writeFileSync(join(base, path), content);
}

function placeAt(folder: string, more: Partial<StoragePlace> = {}): StoragePlace {
  return {
    directory: join(base, folder),
    files: laid('r/a', 'r/b'),
    partFile: join(base, folder, '.id.parts'),
    ...more,
  };
}

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'shoal-places-'));
});

afterEach(() => {
  rmSync(base, { recursive: true });
});

describe('FilePlaces', () => {
  const strays = () => [
    { directory: join(base, 'near'), paths: null, partFile: join(base, 'near/.id.parts') },
    { directory: join(base, 'far'), paths: ['old/a', 'old/b'], partFile: null },
  ];
  const standsAt = (index: number, place = placeAt('own', { strays: strays() })): string | null =>
    new FilePlaces(place).find(index)?.path.slice(base.length + 1) ?? null;

  it('finds a file where it belongs, else unfinished, else astray, and nowhere else', () => {
    expect(standsAt(0)).toBeNull();
    const names = ['far/old/a.part', 'far/old/a', 'near/r/a.part', 'near/r/a', 'own/r/a.part'];
    for (const name of [...names, 'own/r/a']) {
      put(name);
      expect(standsAt(0)).toBe(name);
    }
    expect(standsAt(1)).toBeNull();
  });

  it('finds the part file likewise', () => {
    put('far/.id.parts');
    expect(standsAt(PART_FILE)).toBeNull();
    put('near/.id.parts');
    expect(standsAt(PART_FILE)).toBe('near/.id.parts');
    put('own/.id.parts');
    expect(standsAt(PART_FILE)).toBe('own/.id.parts');
  });

  it('takes a file of the torrent for no other that is unfinished or on its way', () => {
    const files = laid('a', 'a.part', 'b', 'b.shoal-move');
    const places = new FilePlaces(placeAt('', { files }));
    put('a.part');
    expect(places.find(0)).toBeNull();
    expect(places.find(1)?.isUnfinished).toBe(false);
    expect(places.unfinishedPathIn(places.own, 1)).toBe(join(base, 'a.part.part'));
    expect(places.temporaryPathIn(places.own, 2)).toBe(join(base, 'b.shoal-move_'));
  });
});

describe('stampsOf', () => {
  it('tells size, time and identity of what stands anywhere, and nothing of what is no plain file', () => {
    put('far/old/a');
    mkdirSync(join(base, 'own/r'), { recursive: true });
    symlinkSync('/etc/passwd', join(base, 'own/r/b'));
    put('own/.id.parts', 'parts');
    const strays = [{ directory: join(base, 'far'), paths: ['old/a', 'old/b'], partFile: null }];
    const { stamps, partFile } = stampsOf(placeAt('own', { strays }));
    expect(stamps[0]).toMatchObject({ bytes: 5, inode: expect.any(Number) });
    expect(stamps[0]!.modifiedMs % 1).toBe(0);
    expect([stamps[1], partFile?.bytes]).toEqual([null, 5]);
  });
});

describe('firstTaken', () => {
  it('names what stands in the target of a file, whatever it is', () => {
    put('now/r/a');
    expect(firstTaken(placeAt('now'), placeAt('then'))).toBeNull();
    mkdirSync(join(base, 'then/r/b'), { recursive: true });
    expect(firstTaken(placeAt('now'), placeAt('then'))).toBe(join(base, 'then/r/b'));
    put('then/r/a.part');
    expect(firstTaken(placeAt('now'), placeAt('then'))).toBe(join(base, 'then/r/a.part'));
  });

  it('takes no file for its own obstacle, but another of the torrent', () => {
    put('now/r/a');
    put('now/r/b');
    const renamed = (...paths: string[]): StoragePlace => placeAt('now', { files: laid(...paths) });
    expect(firstTaken(placeAt('now'), renamed('r/a', 'r/c'))).toBeNull();
    expect(firstTaken(placeAt('now'), renamed('r/a', 'r/a'))).toBe(join(base, 'now/r/a'));
  });
});
