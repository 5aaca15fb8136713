import { HttpErrorResponse, HttpHeaders } from '@angular/common/http';
import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Failure } from '../api/failure';
import { AuthSession, type Farewell, type SignInState } from './auth-session';
import { LoginPage } from './login-page';

const refusal = (status: number, detail: string, headers: Record<string, string> = {}) =>
  new HttpErrorResponse({
    status,
    error: { detail, code: 'code', status },
    headers: new HttpHeaders(headers),
  });

describe('LoginPage', () => {
  const signIn = vi.fn<AuthSession['signIn']>();
  const refresh = vi.fn<() => Promise<SignInState>>();
  const navigateByUrl = vi.fn<(...args: unknown[]) => Promise<boolean>>();
  const farewell = signal<Farewell | null>(null);
  const failure = signal<Failure | null>(null);

  async function open(back = '/torrents/a') {
    const fixture = TestBed.createComponent(LoginPage);
    fixture.componentRef.setInput('return', back);
    await fixture.whenStable();
    const element = fixture.nativeElement as HTMLElement;
    const field = (id: string) => element.querySelector<HTMLInputElement>(`#${id}`)!;
    const button = element.querySelector<HTMLButtonElement>('button[type=submit]')!;
    const submit = async (username: string, password: string) => {
      for (const [id, value] of Object.entries({ username, password })) {
        field(id).value = value;
        field(id).dispatchEvent(new Event('input'));
      }
      button.click();
      await fixture.whenStable();
    };
    return { fixture, element, field, button, submit };
  }

  beforeEach(() => {
    signIn.mockReset().mockResolvedValue();
    refresh.mockReset().mockResolvedValue('signed-out');
    navigateByUrl.mockReset().mockResolvedValue(true);
    farewell.set(null);
    failure.set(null);
    TestBed.configureTestingModule({
      providers: [
        { provide: AuthSession, useValue: { signIn, refresh, farewell, failure } },
        { provide: Router, useValue: { navigateByUrl, navigate: vi.fn<() => void>() } },
      ],
    });
  });

  afterEach(() => vi.useRealTimers());

  it('signs in and goes back to the page that was asked for', async () => {
    const { submit } = await open();
    await submit('nemo', 'twenty-thousand');
    expect(signIn).toHaveBeenCalledWith('nemo', 'twenty-thousand');
    expect(navigateByUrl).toHaveBeenCalledWith('/torrents/a', { replaceUrl: true });
  });

  it('is a form that password managers understand', async () => {
    const { field, element } = await open();
    expect(field('username').getAttribute('autocomplete')).toBe('username');
    expect(field('password').getAttribute('autocomplete')).toBe('current-password');
    expect(field('password').type).toBe('password');
    expect(field('password').form).toBe(element.querySelector('form'));
  });

  it('sends nothing before both fields are filled, and says which is missing', async () => {
    const { submit, field, element } = await open();
    await submit('nemo', '');
    expect(signIn).not.toHaveBeenCalled();
    expect(field('password').getAttribute('aria-invalid')).toBe('true');
    expect(element.querySelector('#password-error')?.textContent).toBe('Enter your password.');
    expect(element.querySelector('#username-error')).toBeNull();
  });

  it("says what the server says against it, and keeps the user's name", async () => {
    signIn.mockRejectedValue(refusal(401, 'The user name or the password is wrong.'));
    const { submit, field, element } = await open();
    await submit('nemo', 'twenty-leagues');
    expect(element.querySelector('[role=alert]')?.textContent).toContain('is wrong.');
    expect(field('username').value).toBe('nemo');
    expect(navigateByUrl).not.toHaveBeenCalled();
  });

  it('counts down to the next try after too many', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] });
    signIn.mockRejectedValue(refusal(429, 'Too many attempts.', { 'Retry-After': '3' }));
    const { submit, button, fixture } = await open();
    await submit('nemo', 'twenty-leagues');
    expect(button.disabled).toBe(true);
    expect(button.textContent.trim()).toBe('Try again in 3 s');
    vi.advanceTimersByTime(2000);
    await fixture.whenStable();
    expect(button.textContent.trim()).toBe('Try again in 1 s');
    vi.advanceTimersByTime(1000);
    await fixture.whenStable();
    expect(button.disabled).toBe(false);
    expect(button.textContent.trim()).toBe('Sign in');
  });

  it('tells that the session has ended', async () => {
    farewell.set('ended');
    const { element } = await open();
    expect(element.querySelector('[role=status]')?.textContent).toContain('session has ended');
  });

  it('asks again by itself while the server cannot be reached', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    failure.set({ status: 0, code: 'unreachable', detail: 'The server cannot be reached.' });
    refresh.mockResolvedValue('signed-in');
    const fixture = TestBed.createComponent(LoginPage);
    TestBed.tick();
    const element = fixture.nativeElement as HTMLElement;
    expect(element.querySelector('[role=alert]')?.textContent).toContain('cannot be reached');
    await vi.advanceTimersByTimeAsync(3000);
    expect(refresh).toHaveBeenCalledTimes(1);
    expect(navigateByUrl).toHaveBeenCalledWith('/', { replaceUrl: true });
  });

  it('goes on when another tab has signed in', async () => {
    refresh.mockResolvedValue('signed-in');
    const { fixture } = await open();
    window.dispatchEvent(new Event('focus'));
    await fixture.whenStable();
    expect(navigateByUrl).toHaveBeenCalledWith('/torrents/a', { replaceUrl: true });
  });

  it('leads nowhere outside of the app', async () => {
    const { submit } = await open('//evil.test/');
    await submit('nemo', 'twenty-thousand');
    expect(navigateByUrl).toHaveBeenCalledWith('/', { replaceUrl: true });
  });
});
