import { provideHttpClient } from '@angular/common/http';
import { provideHttpClientTesting } from '@angular/common/http/testing';
import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type ChangeState, SettingsStore } from './settings-store';
import { SETTINGS } from './setting-catalogue';
import { keyOf } from './setting-entry';
import { SettingRow } from './setting-row';

describe('SettingRow', () => {
  const change = vi.fn<(setting: unknown, value: unknown) => void>();
  const value = signal<unknown>(null);
  const fallback = signal<unknown>(null);
  const lock = signal<string | null>(null);
  const state = signal<ChangeState | undefined>(undefined);

  beforeEach(() => {
    change.mockReset();
    lock.set(null);
    state.set(undefined);
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(),
        provideHttpClientTesting(),
        {
          provide: SettingsStore,
          useValue: {
            valueOf: value,
            defaultOf: fallback,
            lockOf: lock,
            changeStateOf: state,
            canChange: () => true,
            change,
          },
        },
      ],
    });
  });

  async function show(key: string, current: unknown, byDefault: unknown = current) {
    value.set(current);
    fallback.set(byDefault);
    const fixture = TestBed.createComponent(SettingRow);
    const setting = SETTINGS.find((one) => keyOf(one) === key);
    fixture.componentRef.setInput('setting', setting);
    await fixture.whenStable();
    const element = fixture.nativeElement as HTMLElement;
    const type = async (text: string) => {
      const box = element.querySelector('input')!;
      box.value = text;
      box.dispatchEvent(new Event('input'));
      box.dispatchEvent(new Event('change'));
      await fixture.whenStable();
    };
    return { fixture, element, type };
  }

  it('sends a number in the unit of the server once it is entered', async () => {
    const { element, type } = await show('downloadLimit', 1024 * 500, null);
    expect(element.querySelector('input')?.value).toBe('500');
    await type('750');
    expect(change.mock.calls.map(([, sent]) => sent)).toEqual([768_000]);
  });

  it('sends no text that is no number, nor nothing where it must be something', async () => {
    const { element, type } = await show('maxConnections', 500);
    await type('many');
    await type('');
    expect(change).not.toHaveBeenCalled();
    expect(element.querySelector('[role=alert]')?.textContent).toContain('cannot be empty');
  });

  it('marks what is not the default, and brings the default back', async () => {
    const { element } = await show('uploadSlots', 4, null);
    expect(element.querySelector('.changed')).not.toBeNull();
    const reset = element.querySelector<HTMLButtonElement>('.reset')!;
    expect(reset.textContent.trim()).toBe('Reset to Automatic');
    expect(reset.getAttribute('aria-label')).toBe(
      'Reset to Automatic: Upload slots of one download',
    );
    reset.click();
    expect(change.mock.calls.map(([, sent]) => sent)).toEqual([null]);
  });

  it('is closed and names the variable where one decides', async () => {
    lock.set('SHOAL_PEX');
    const { element } = await show('pex', true, false);
    expect(element.querySelector('input')?.disabled).toBe(true);
    expect(element.querySelector('.lock')?.textContent).toContain('SHOAL_PEX');
    expect(element.querySelector('.changed')).toBeNull();
  });

  it('says that it is saved, or why not', async () => {
    const { element, fixture } = await show('maxActive', 3);
    state.set({ is: 'saved' });
    await fixture.whenStable();
    expect(element.querySelector('[role=status]')?.textContent).toContain('Saved');
    state.set({ is: 'refused', words: 'Must not be less than 1.' });
    await fixture.whenStable();
    expect(element.querySelector('[role=alert]')?.textContent).toContain('less than 1');
  });
});
