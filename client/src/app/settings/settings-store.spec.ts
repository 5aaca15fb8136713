import { HttpErrorResponse } from '@angular/common/http';
import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import type { SettingsDto } from '@shared/dto/settings.js';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { SettingsApi } from '../api/settings-api';
import { LiveSync } from '../live/live-sync';
import { SessionState } from '../live/session-state';
import { SETTINGS } from './setting-catalogue';
import { type ServerSetting, keyOf } from './setting-entry';
import { SettingsStore } from './settings-store';

const settingOf = (key: string) =>
  SETTINGS.find((setting) => keyOf(setting) === key) as ServerSetting;
const SLOTS = settingOf('uploadSlots');
const settings = { uploadSlots: 4, maxConnections: 500, locked: ['maxConnections'] };

describe('SettingsStore', () => {
  const change = vi.fn<SettingsApi['change']>();
  const connection = signal<'online' | 'lost'>('online');
  const current = signal<SettingsDto | null>(null);
  let store: SettingsStore;

  beforeEach(async () => {
    current.set(null);
    connection.set('online');
    change.mockReset();
    const api = {
      read: () => Promise.resolve(settings),
      defaults: () =>
        Promise.resolve({
          values: { uploadSlots: null, maxConnections: 500 },
          variables: { maxConnections: 'SHOAL_MAX_CONNECTIONS' },
        }),
      change,
    };
    TestBed.configureTestingModule({
      providers: [
        { provide: SettingsApi, useValue: api },
        { provide: LiveSync, useValue: { connection } },
        {
          provide: SessionState,
          useValue: { settings: current, takeSettings: (next: SettingsDto) => current.set(next) },
        },
      ],
    });
    store = TestBed.inject(SettingsStore);
    TestBed.tick();
    await vi.waitFor(() => expect(store.isThere()).toBe(true));
  });

  it('knows values, defaults, and which variable decides', () => {
    expect([store.valueOf(SLOTS), store.defaultOf(SLOTS), store.lockOf(SLOTS)]).toEqual([
      4,
      null,
      null,
    ]);
    expect(store.lockOf(settingOf('maxConnections'))).toBe('SHOAL_MAX_CONNECTIONS');
  });

  it('shows what the server made of a change, and what somebody else changes', async () => {
    change.mockResolvedValue({ ...settings, uploadSlots: 9 } as never);
    await store.change(SLOTS, 9);
    expect(change).toHaveBeenCalledWith({ uploadSlots: 9 });
    expect([store.valueOf(SLOTS), store.changeStateOf(SLOTS)?.is]).toEqual([9, 'saved']);
    current.set({ ...settings, uploadSlots: 2 } as never);
    expect(store.valueOf(SLOTS)).toBe(2);
  });

  it('says in the words of the server why it was refused, and keeps the value', async () => {
    const error = { detail: 'uploadSlots must not be greater than 1000.', code: 'x', status: 400 };
    change.mockRejectedValue(new HttpErrorResponse({ status: 400, error }));
    await store.change(SLOTS, 5_000);
    expect(store.changeStateOf(SLOTS)).toEqual({
      is: 'refused',
      words: 'Must not be greater than 1000.',
    });
    expect(store.valueOf(SLOTS)).toBe(4);
  });

  it('sends nothing while the connection is lost', () => {
    connection.set('lost');
    expect(store.canChange()).toBe(false);
  });
});
