import type { SettingName } from '@shared/dto/settings.js';
import { describe, expect, it } from 'vitest';
import { SETTINGS, settingsOf } from './setting-catalogue';
import { type ServerSetting, changeOf, keyOf, valueIn } from './setting-entry';
import { SECTIONS, sectionOf } from './sections';
import { findSettings } from './setting-search';

/** All settings of the server: the compiler asks for a new one here. */
const NAMES: Record<SettingName, true> = {
  downloadLimit: true,
  uploadLimit: true,
  alternativeLimits: true,
  alternativeMode: true,
  schedule: true,
  limitLocalPeers: true,
  maxConnections: true,
  maxConnectionsPerDownload: true,
  uploadSlots: true,
  maxUploadSlots: true,
  maxActiveDownloads: true,
  maxActiveSeeds: true,
  maxActive: true,
  slowBytesPerSecond: true,
  slowAfterSeconds: true,
  newDownloadsFirst: true,
  encryption: true,
  lsd: true,
  pex: true,
  minFreeBytes: true,
  defaultDirectory: true,
  incompleteDirectory: true,
  partSuffix: true,
  preallocation: true,
};

const serverSettings = SETTINGS.filter((setting) => setting.source === 'server');
const found = (text: string) =>
  findSettings(text).flatMap(({ settings }) => settings.map((setting) => keyOf(setting)));

describe('the catalogue of settings', () => {
  it('has every setting of the server, and each key once', () => {
    expect(new Set(serverSettings.map(({ name }) => name))).toEqual(new Set(Object.keys(NAMES)));
    const keys = SETTINGS.map(keyOf);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('leaves no section empty, and explains everything', () => {
    for (const { id } of SECTIONS) expect(settingsOf(id)).not.toEqual([]);
    for (const { help } of SETTINGS) expect(help).toMatch(/^[A-Z].*\.$/);
  });

  it('opens the first section where the address names none', () => {
    expect([sectionOf(undefined).id, sectionOf('nothing').id]).toEqual(['general', 'general']);
  });
});

describe('findSettings', () => {
  it.each([
    ['turtle up', ['alternativeLimits-uploadLimit']],
    ['MSE', ['encryption']],
    ['SPARSE', ['preallocation']],
    ['speed and schedule week', ['schedule']],
    ['sonarr', ['tokens']],
    ['slowAfterSeconds', ['slowAfterSeconds']],
  ])('finds %j by words of title, help, choices, section or name', (text, keys) => {
    expect(found(text)).toEqual(expect.arrayContaining(keys));
  });

  it('finds nothing for nothing, nor for what is not there', () => {
    expect([found(''), found('  '), found('limit xyzzy')]).toEqual([[], [], []]);
  });
});

describe('a setting that is part of another', () => {
  const part = serverSettings.find((one) => one.part === 'uploadLimit') as ServerSetting;
  const values = { alternativeLimits: { downloadLimit: 1, uploadLimit: 2 } } as never;

  it('is read and changed alone', () => {
    expect(valueIn(values, part)).toBe(2);
    expect(changeOf(values, part, null)).toEqual({
      alternativeLimits: { downloadLimit: 1, uploadLimit: null },
    });
  });
});
