import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../config/read-config.ts';
import type { Volume } from '../database/volume-repository.port.ts';
import { VOLUME_MARKER_NAME } from '../engine/index.ts';
import { ProblemException } from '../http/problem.ts';
import { VolumeService } from './volume.service.ts';

let base: string;
let service: VolumeService;
let volumes: Volume[];
/** Ids of those that downloads lie in. */
let used: Set<string>;

beforeEach(async () => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'shoal-volume-')));
  mkdirSync(join(base, 'extra'));
  mkdirSync(join(base, 'downloads-private'));
  volumes = [];
  used = new Set();
  service = await started();
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

/** With what the volumes were known as before. */
async function started(incomplete?: string): Promise<VolumeService> {
  const config = readConfig({
    environment: {
      SHOAL_EXTRA_DIRS: `extra:missing`,
      ...(incomplete !== undefined && { SHOAL_INCOMPLETE_DIR: incomplete }),
    },
    flags: [],
    workingDirectory: base,
  });
  const starting = new VolumeService(config, {
    ensure(rootPath) {
      const known = volumes.find((volume) => volume.rootPath === rootPath);
      const volume = known ?? { id: `volume-${volumes.length}`, rootPath, marker: null };
      if (!known) volumes.push(volume);
      return Promise.resolve({ ...volume });
    },
    list: () => Promise.resolve(volumes.map((volume) => ({ ...volume }))),
    setMarker(id, marker) {
      volumes.find((volume) => volume.id === id)!.marker = marker;
      return Promise.resolve();
    },
    hasDownloads: (id) => Promise.resolve(used.has(id)),
  });
  await starting.onModuleInit();
  return starting;
}

async function codeOf(directory: string): Promise<string> {
  const error: unknown = await service.claim(directory).catch((fault: unknown) => fault);
  return error instanceof ProblemException ? error.problem.code : 'no problem';
}

describe('VolumeService', () => {
  it('takes the default folder where none is named', async () => {
    const place = await service.claim();
    expect(place).toEqual({ volumeId: 'volume-0', relativeDirectory: '' });
    expect(service.directoryOf(place)).toBe(join(base, 'downloads'));
  });

  it('makes a folder below a root', async () => {
    const place = await service.claim(join(base, 'extra', 'films', 'old'));
    expect(place).toEqual({ volumeId: 'volume-1', relativeDirectory: 'films/old' });
    expect(existsSync(service.directoryOf(place))).toBe(true);
  });

  it('does not make a root that is missing', () => {
    expect(existsSync(join(base, 'missing'))).toBe(false);
    expect(service.allowedDirectories).toContain(join(base, 'missing'));
  });

  it.each(['', '/', '/etc', 'downloads-private', 'downloads/../downloads-private', 'extra/..'])(
    'refuses the folder "%s", which is outside',
    async (path) => {
      const directory = path.startsWith('/') ? path : `${base}/${path}`;
      expect(await codeOf(directory)).toBe('directory-not-allowed');
    },
  );

  it('refuses a relative path', async () => {
    expect(await codeOf('films')).toBe('directory-invalid');
    expect(await codeOf(`${base}/downloads/a\0b`)).toBe('directory-invalid');
    expect(await codeOf(`${base}/downloads/${'a/'.repeat(3000)}`)).toBe('directory-invalid');
  });

  it('refuses a symbolic link that leads out, and what would be made behind it', async () => {
    symlinkSync(join(base, 'downloads-private'), join(base, 'downloads', 'link'));
    expect(await codeOf(join(base, 'downloads', 'link'))).toBe('directory-not-allowed');
    expect(await codeOf(join(base, 'downloads', 'link', 'new'))).toBe('directory-not-allowed');
    expect(existsSync(join(base, 'downloads-private', 'new'))).toBe(false);
  });

  it('says that a file is not a folder', async () => {
    writeFileSync(join(base, 'downloads', 'file'), '');
    expect(await codeOf(join(base, 'downloads', 'file', 'x'))).toBe('directory-unusable');
    expect(await codeOf(join(base, 'downloads', 'file'))).toBe('directory-unusable');
  });

  it('knows how much room there is', async () => {
    expect(await service.freeBytes()).toBeGreaterThan(0);
  });
});

describe('the marker of a volume', () => {
  const EXTRA = 'volume-1';
  const extra = (): string => join(base, 'extra');
  const marker = (): string => join(extra(), VOLUME_MARKER_NAME);
  const written = (): string => readFileSync(marker(), 'utf8').trim();
  const kept = (): string | null => volumes.find(({ id }) => id === EXTRA)!.marker;

  /** A download lies there. */
  async function use(): Promise<void> {
    await service.claim(extra());
    used.add(EXTRA);
  }

  it('is made for its first download, and kept', async () => {
    await service.claim(extra());
    expect([written(), kept()]).toEqual([EXTRA, EXTRA]);
  });

  it('is made anew in a folder that no download lies in', async () => {
    await service.claim(extra());
    rmSync(marker());
    await service.claim(extra());
    expect(written()).toBe(EXTRA);
  });

  it('that is gone means a disk that is not mounted, whose folder is not filled', async () => {
    await use();
    rmSync(marker());
    expect(await codeOf(join(extra(), 'films'))).toBe('volume-missing');
    expect(readdirSync(extra())).toEqual([]);
    expect(kept()).toBe(EXTRA);
  });

  it('of another disk means the same', async () => {
    await use();
    writeFileSync(marker(), 'another\n');
    expect(await codeOf(extra())).toBe('volume-missing');
    expect(kept()).toBe(EXTRA);
  });

  it('that was there before the first download is taken over', async () => {
    writeFileSync(marker(), 'of-before\n');
    await service.claim(extra());
    expect([written(), kept()]).toEqual(['of-before', 'of-before']);
  });

  it('that the user made empty is the word that this is the folder', async () => {
    await use();
    writeFileSync(marker(), '');
    expect(await codeOf(extra())).toBe('no problem');
  });

  it('is written by the engine, too', async () => {
    await use();
    await service.noteMarker(extra(), 'found');
    await service.noteMarker('/elsewhere', 'other');
    expect(kept()).toBe('found');
    writeFileSync(marker(), 'found\n');
    expect(await codeOf(extra())).toBe('no problem');
  });

  it('that cannot be written is done without', async () => {
    mkdirSync(marker());
    expect(await codeOf(extra())).toBe('no problem');
    expect(kept()).toBeNull();
  });

  it('cannot be in a folder that is not there, which is not made', async () => {
    expect(await codeOf(join(base, 'missing', 'films'))).toBe('volume-missing');
    expect(existsSync(join(base, 'missing'))).toBe(false);
  });

  it('keeps the default folder from being made again while downloads lie in it', async () => {
    const downloads = join(base, 'downloads');
    await service.claim();
    rmSync(downloads, { recursive: true });
    used.add('volume-0');
    service = await started();
    expect(existsSync(downloads)).toBe(false);
    expect(await codeOf(downloads)).toBe('volume-missing');
    used.clear();
    service = await started();
    expect(existsSync(downloads)).toBe(true);
  });

  it('keeps the folder for incomplete ones from being made again', async () => {
    const incomplete = join(base, 'incomplete');
    service = await started('incomplete');
    expect(existsSync(incomplete)).toBe(true);
    await service.claim(incomplete);
    rmSync(incomplete, { recursive: true });
    service = await started('incomplete');
    expect(existsSync(incomplete)).toBe(false);
  });
});
