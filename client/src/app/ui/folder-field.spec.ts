import { TestBed } from '@angular/core/testing';
import type { VolumeDto } from '@shared/dto/volume.js';
import { describe, expect, it } from 'vitest';
import { VolumeApi } from '../api/volume-api';
import { FolderField } from './folder-field';
import { offersFor, volumeOf, withRecent } from './folder-room';

const volume = (path: string, changes: Partial<VolumeDto> = {}): VolumeDto => ({
  path,
  isDefault: path === '/data',
  state: 'there',
  freeBytes: 10 * 1024 ** 3,
  totalBytes: 20 * 1024 ** 3,
  downloads: 0,
  usedBytes: 0,
  ...changes,
});
const volumes = [volume('/data'), volume('/data/films'), volume('/archive', { state: 'missing' })];

describe('folders on offer', () => {
  it('lie in the innermost volume that holds them', () => {
    expect(volumeOf(volumes, '/data/films/new')?.path).toBe('/data/films');
    expect(volumeOf(volumes, '/data/filmsets')?.path).toBe('/data');
    expect(volumeOf(volumes, '/data-private')).toBeUndefined();
  });

  it('are those used last, then the volumes, each once', () => {
    const recent = ['/data/music', '/data/films', '/gone/elsewhere'];
    const paths = offersFor('/data', { volumes, recent }).map(({ path }) => path);
    expect(paths).toEqual(['/data/music', '/data/films', '/data', '/archive']);
  });

  it('are narrowed by what is typed', () => {
    const paths = offersFor('FILM', { volumes, recent: [] }).map(({ path }) => path);
    expect(paths).toEqual(['/data/films']);
  });

  it('keep the one used last in front, and no more than are wanted', () => {
    expect(withRecent(['/a', '/b', '/c'], '/c', 2)).toEqual(['/c', '/a']);
  });
});

describe('FolderField', () => {
  async function show(directory: string, neededBytes: number | null) {
    TestBed.configureTestingModule({
      providers: [
        { provide: VolumeApi, useValue: { list: () => Promise.resolve({ items: volumes }) } },
      ],
    });
    const fixture = TestBed.createComponent(FolderField);
    fixture.componentRef.setInput('directory', directory);
    fixture.componentRef.setInput('neededBytes', neededBytes);
    await fixture.whenStable();
    await fixture.whenStable();
    return fixture.nativeElement.querySelector('[role=status]').textContent.trim();
  }

  it.each([
    ['', null, '10.0 GiB free'],
    ['/data/new', 4 * 1024 ** 3, '10.0 GiB free, 6.00 GiB after this'],
    ['/data', 12 * 1024 ** 3, 'Not enough space: 10.0 GiB free, 2.00 GiB too little'],
    ['/archive/x', 1, 'The disk of /archive is not there.'],
    ['/etc', 1, 'It must be one of these or below: /data, /data/films, /archive'],
  ])('says of %o with %o bytes to write: %s', async (directory, needed, text) => {
    expect(await show(directory, needed)).toBe(text);
  });
});
