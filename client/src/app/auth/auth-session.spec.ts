import { HttpClient, provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Router, provideRouter } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import { firstValueFrom } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SERVER_BASE } from '../api/server-address';
import { requireSession, requireSetup, requireSignedOut, returnPath } from './auth-guards';
import { authInterceptor } from './auth-interceptor';
import { AuthSession } from './auth-session';

@Component({ template: 'page' })
class Page {}

const BASE = 'http://shoal.test/base/';
const account = { id: '1', name: 'nemo' };
const whoAmI = { account, via: 'session', credentialId: 'c', scope: 'admin', expiresAt: null };
const problem = (status: number, code: string) => ({
  body: { type: 'about:blank', title: '', status, code, detail: `It is ${code}.` },
  options: { status, statusText: code },
});

describe('AuthSession', () => {
  let http: HttpTestingController;
  let session: AuthSession;
  let router: Router;
  let harness: RouterTestingHarness;

  /** Promises between a request and the one that follows it. */
  const settle = () => new Promise((resolve) => setTimeout(resolve));

  async function answer(path: string, body: object | null) {
    await settle();
    http.expectOne(`${BASE}api/${path}`).flush(body);
    await settle();
  }

  async function refuse(path: string, status = 401, code = 'unauthenticated') {
    await settle();
    const { body, options } = problem(status, code);
    http.expectOne(`${BASE}api/${path}`).flush(body, options);
    await settle();
  }

  async function visit(path: string, answers: () => Promise<void>) {
    const done = harness.navigateByUrl(path);
    await answers();
    await done;
  }

  const signedIn = () => answer('auth/session', whoAmI);
  async function signedOut(needed = false) {
    await refuse('auth/session');
    await answer('auth/setup', { needed });
  }

  beforeEach(async () => {
    TestBed.configureTestingModule({
      providers: [
        { provide: SERVER_BASE, useValue: BASE },
        provideHttpClient(withInterceptors([authInterceptor])),
        provideHttpClientTesting(),
        provideRouter([
          { path: 'login', component: Page, canActivate: [requireSignedOut] },
          { path: 'setup', component: Page, canActivate: [requireSetup] },
          {
            path: '',
            canActivate: [requireSession],
            children: [
              { path: '', component: Page },
              { path: 'torrents/:id', component: Page },
            ],
          },
        ]),
      ],
    });
    http = TestBed.inject(HttpTestingController);
    session = TestBed.inject(AuthSession);
    router = TestBed.inject(Router);
    harness = await RouterTestingHarness.create();
  });

  afterEach(() => http.verify());

  it('lets whoever is signed in to the page that they asked for, and asks the server once', async () => {
    await visit('/torrents/a?tab=files', signedIn);
    expect(router.url).toBe('/torrents/a?tab=files');
    expect(session.account()).toEqual(account);
    await harness.navigateByUrl('/');
    expect(router.url).toBe('/');
  });

  it('sends others to the sign-in page, which knows the way back', async () => {
    await visit('/torrents/a?tab=files', () => signedOut());
    expect(router.parseUrl(router.url).queryParams).toEqual({ return: '/torrents/a?tab=files' });
    expect(router.url).toMatch(/^\/login\?/);
  });

  it('leads to the setup where there is no account yet, and away from it where there is', async () => {
    await visit('/', () => signedOut(true));
    expect(router.url).toBe('/setup');
  });

  it('shows no setup once there is an account', async () => {
    await visit('/setup', () => signedOut());
    expect(router.url).toBe('/login');
  });

  it('shows no sign-in page to whoever is signed in', async () => {
    await visit('/login?return=%2Ftorrents%2Fa', signedIn);
    expect(router.url).toBe('/torrents/a');
  });

  it('is neither in nor out while the server cannot be reached, and asks again', async () => {
    await visit('/', async () => {
      await settle();
      http.expectOne(`${BASE}api/auth/session`).error(new ProgressEvent('error'));
    });
    expect(session.state()).toBe('unknown');
    expect(session.failure()?.code).toBe('unreachable');
    const state = session.refresh();
    await signedIn();
    expect(await state).toBe('signed-in');
    expect(session.failure()).toBeNull();
  });

  it('goes to the sign-in page when any call says that the session has ended', async () => {
    await visit('/torrents/a', signedIn);
    const call = firstValueFrom(TestBed.inject(HttpClient).get(`${BASE}api/downloads`));
    await Promise.all([expect(call).rejects.toBeDefined(), refuse('downloads')]);
    expect(session.farewell()).toBe('ended');
    expect(session.account()).toBeNull();
    expect(router.parseUrl(router.url).queryParams).toEqual({ return: '/torrents/a' });
  });

  it('takes no wrong password for the end of a session', async () => {
    await visit('/', signedIn);
    const call = firstValueFrom(TestBed.inject(HttpClient).post(`${BASE}api/auth/password`, {}));
    const refused = refuse('auth/password', 401, 'wrong-credentials');
    await Promise.all([expect(call).rejects.toBeDefined(), refused]);
    expect(session.isSignedIn()).toBe(true);
  });

  it('takes a late refusal of an ended session for nothing of the next one', async () => {
    await visit('/', signedIn);
    const late = firstValueFrom(TestBed.inject(HttpClient).get(`${BASE}api/late`));
    await settle();
    const request = http.expectOne(`${BASE}api/late`);
    session.end(session.visit());
    const entering = session.signIn('nemo', 'twenty-thousand');
    await answer('auth/login', whoAmI);
    await entering;
    const { body, options } = problem(401, 'unauthenticated');
    request.flush(body, options);
    await expect(late).rejects.toBeDefined();
    expect(session.isSignedIn()).toBe(true);
  });

  it('signs out at the server, then here', async () => {
    await visit('/torrents/a', signedIn);
    const leaving = session.signOut();
    await answer('auth/logout', null);
    await leaving;
    expect(session.farewell()).toBe('signed-out');
    expect(router.url).toBe('/login');
  });

  it('stays signed in where the server could not be told', async () => {
    await visit('/', signedIn);
    const leaving = session.signOut();
    await settle();
    http.expectOne(`${BASE}api/auth/logout`).error(new ProgressEvent('error'));
    await expect(leaving).rejects.toBeDefined();
    expect(session.isSignedIn()).toBe(true);
  });
});

describe('returnPath', () => {
  it.each(['/', '/torrents/a?tab=peers'])('goes back to %s', (path) => {
    expect(returnPath(path)).toBe(path);
  });

  it.each([
    '//evil.test',
    '/\\evil.test',
    'https://evil.test',
    'javascript:x',
    '/login',
    undefined,
  ])('goes to the list instead of %s', (path) => expect(returnPath(path)).toBe('/'));
});
