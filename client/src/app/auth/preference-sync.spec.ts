import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SERVER_BASE } from '../api/server-address';
import {
  markPreferencesSent,
  readPreference,
  refreshPreference,
  unsentPreferences,
  writePreference,
} from '../ui/preference';
import { AuthSession } from './auth-session';
import { PreferenceSync } from './preference-sync';

const URL = 'http://shoal.test/api/preferences';

describe('PreferenceSync', () => {
  let http: HttpTestingController;
  const isSignedIn = signal(false);
  const visit = signal(0);

  beforeEach(() => {
    vi.useFakeTimers();
    localStorage.clear();
    refreshPreference(null);
    markPreferencesSent(unsentPreferences());
    isSignedIn.set(false);
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(),
        provideHttpClientTesting(),
        { provide: SERVER_BASE, useValue: 'http://shoal.test/' },
        { provide: AuthSession, useValue: { isSignedIn, visit } },
      ],
    });
    http = TestBed.inject(HttpTestingController);
    TestBed.inject(PreferenceSync);
  });
  afterEach(() => {
    TestBed.resetTestingModule();
    vi.useRealTimers();
  });

  async function signInAnd(answer: object): Promise<void> {
    visit.update((count) => count + 1);
    isSignedIn.set(true);
    TestBed.tick();
    http.expectOne({ method: 'GET', url: URL }).flush(answer);
    await vi.advanceTimersByTimeAsync(0);
  }

  it('asks nothing before one is signed in, and takes what the account has then', async () => {
    TestBed.tick();
    http.expectNone(URL);
    await signInAnd({ theme: 'dark' });
    expect(readPreference('theme')).toBe('dark');
    await vi.advanceTimersByTimeAsync(2_000);
    http.expectNone(URL);
  });

  it('tells several changes in one call, once it is quiet', async () => {
    await signInAnd({ theme: 'dark' });
    writePreference('theme', 'light');
    writePreference('density', 'compact');
    await vi.advanceTimersByTimeAsync(900);
    http.expectNone(URL);
    await vi.advanceTimersByTimeAsync(200);
    const { request } = http.expectOne({ method: 'PATCH', url: URL });
    expect(request.body).toEqual({ theme: 'light', density: 'compact' });
  });

  it('tells again what did not arrive, but not what is refused', async () => {
    await signInAnd({ theme: 'dark' });
    writePreference('theme', 'light');
    await vi.advanceTimersByTimeAsync(1_100);
    http.expectOne({ method: 'PATCH', url: URL }).error(new ProgressEvent('error'));
    await vi.advanceTimersByTimeAsync(15_100);
    http
      .expectOne({ method: 'PATCH', url: URL })
      .flush(null, { status: 422, statusText: 'too many' });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(http.match(URL)).toEqual([]);
  });

  it('offers what the browser has to an account that has nothing', async () => {
    localStorage.setItem('shoal.theme', 'dark');
    await signInAnd({});
    await vi.advanceTimersByTimeAsync(1_100);
    expect(http.expectOne({ method: 'PATCH', url: URL }).request.body).toEqual({ theme: 'dark' });
  });
});
