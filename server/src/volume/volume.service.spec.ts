import {
  existsSync,
  mkdirSync,
  mkdtempSync,
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
import { ProblemException } from '../http/problem.ts';
import { VolumeService } from './volume.service.ts';

let base: string;
let service: VolumeService;

beforeEach(async () => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'shoal-volume-')));
  mkdirSync(join(base, 'extra'));
  mkdirSync(join(base, 'downloads-private'));
  const config = readConfig({
    environment: { SHOAL_EXTRA_DIRS: `extra:missing` },
    flags: [],
    workingDirectory: base,
  });
  const volumes: Volume[] = [];
  service = new VolumeService(config, {
    ensure(rootPath) {
      const volume: Volume = { id: `volume-${volumes.length}`, rootPath, marker: null };
      volumes.push(volume);
      return Promise.resolve(volume);
    },
    list: () => Promise.resolve(volumes),
    setMarker: () => Promise.resolve(),
    hasDownloads: () => Promise.resolve(false),
  });
  await service.onModuleInit();
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

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
