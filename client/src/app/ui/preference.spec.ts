import { beforeEach, describe, expect, it, vi } from 'vitest';
import {
  markPreferencesSent,
  offerPreferences,
  onPreferenceWritten,
  refreshPreference,
  rememberedChoice,
  rememberedValue,
  takePreferences,
  unsentPreferences,
} from './preference';

const THEMES = ['system', 'light', 'dark'] as const;
const asNumber = (kept: unknown): number => (typeof kept === 'number' ? kept : 7);

beforeEach(() => {
  localStorage.clear();
  refreshPreference(null);
  markPreferencesSent(unsentPreferences());
});

describe('what is remembered', () => {
  it('is the default where nothing was kept, or nothing that can be', () => {
    localStorage.setItem('shoal.theme', 'plaid');
    localStorage.setItem('shoal.width', '{');
    expect(rememberedChoice('theme', THEMES).value()).toBe('system');
    expect(rememberedValue('width', asNumber).value()).toBe(7);
  });

  it('is one value for all who remember it, also when another tab changes it', () => {
    const one = rememberedChoice('theme', THEMES);
    const other = rememberedChoice('theme', THEMES);
    one.choose('dark');
    expect([other.value(), localStorage.getItem('shoal.theme')]).toEqual(['dark', 'dark']);
    localStorage.setItem('shoal.theme', 'light');
    refreshPreference('shoal.theme');
    expect([one.value(), other.value()]).toEqual(['light', 'light']);
  });
});

describe('what follows the account', () => {
  it('is told as it is when it is told, and once', () => {
    const heard = vi.fn<() => void>();
    const stop = onPreferenceWritten(heard);
    const { choose } = rememberedChoice('theme', THEMES);
    choose('dark');
    const sent = unsentPreferences();
    choose('light');
    markPreferencesSent(sent);
    expect(unsentPreferences()).toEqual(new Map([['theme', 'light']]));
    markPreferencesSent(unsentPreferences());
    expect(unsentPreferences().size).toBe(0);
    expect(heard).toHaveBeenCalledTimes(2);
    stop();
  });

  it('is taken from it, but for what was chosen here and not told yet', () => {
    const theme = rememberedChoice('theme', THEMES);
    const width = rememberedValue('width', asNumber);
    theme.choose('dark');
    takePreferences({ theme: 'light', width: '12', broken: 5 });
    expect([theme.value(), width.value()]).toEqual(['dark', 12]);
    expect(localStorage.getItem('shoal.broken')).toBeNull();
  });

  it('does not hold what is about this screen', () => {
    const pane = rememberedValue('pane', asNumber, { isLocal: true });
    pane.keep(240);
    offerPreferences();
    takePreferences({ 'here.pane': '9', pane: '10' });
    expect([pane.value(), unsentPreferences().size]).toEqual([240, 0]);
  });

  it('is offered whole to an account that has nothing yet', () => {
    localStorage.setItem('shoal.theme', 'dark');
    offerPreferences();
    expect(unsentPreferences().get('theme')).toBe('dark');
  });
});
