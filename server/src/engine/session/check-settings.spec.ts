import { describe, expect, it } from 'vitest';
import type { EngineSettings } from '../core/messages.ts';
import { checkDownloadLimits, checkSettings } from './check-settings.ts';
import { defaultEngineConfig } from './engine-defaults.ts';

describe('checkSettings', () => {
  it('takes the defaults, and nothing at all', () => {
    expect(() => checkSettings(defaultEngineConfig())).not.toThrow();
    expect(() => checkSettings({})).not.toThrow();
  });

  it.each([
    [{ downloadLimit: 1023 }, 'downloadLimit'],
    [{ uploadLimit: Number.NaN }, 'uploadLimit'],
    [{ uploadLimit: 5000.5 }, 'uploadLimit'],
    [{ alternativeLimits: { downloadLimit: 0, uploadLimit: null } }, 'downloadLimit'],
    [{ alternativeMode: 'sometimes' }, 'alternativeMode'],
    [{ schedule: { days: [7], from: 0, to: 0 } }, 'schedule.days'],
    [{ schedule: { days: [1], from: -1, to: 0 } }, 'schedule'],
    [{ schedule: { days: [1], from: 0, to: 1440 } }, 'schedule'],
    [{ maxConnections: 0 }, 'maxConnections'],
    [{ uploadSlots: 0.5 }, 'uploadSlots'],
  ])('refuses %o and names the setting', (changes, name) => {
    const check = (): void => checkSettings(changes as unknown as Partial<EngineSettings>);
    expect(check).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
    expect(check).toThrow(new RegExp(`^${name} `));
  });
});

describe('checkDownloadLimits', () => {
  it('takes no limit and the least one, and refuses less', () => {
    expect(() => checkDownloadLimits({ downloadLimit: null, uploadLimit: 1024 })).not.toThrow();
    expect(() => checkDownloadLimits({ uploadLimit: 1 })).toThrow(/uploadLimit/);
  });
});
