import { HttpErrorResponse } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AuthSession } from './auth-session';
import { AccountStep } from './account-step';

const refusal = (status: number, code: string, detail: string) =>
  new HttpErrorResponse({ status, error: { detail, code, status } });

describe('AccountStep', () => {
  const setUp = vi.fn<AuthSession['setUp']>();
  const refresh = vi.fn<() => Promise<unknown>>();
  const done = vi.fn<() => void>();
  const navigate = vi.fn<(...args: unknown[]) => Promise<boolean>>();

  async function open(hash: string) {
    window.history.replaceState(null, '', `/setup${hash}`);
    const fixture = TestBed.createComponent(AccountStep);
    fixture.componentInstance.done.subscribe(done);
    await fixture.whenStable();
    const element = fixture.nativeElement as HTMLElement;
    const field = (id: string) => element.querySelector<HTMLInputElement>(`#${id}`);
    const submit = async (entries: Record<string, string>) => {
      for (const [id, value] of Object.entries(entries)) {
        field(id)!.value = value;
        field(id)!.dispatchEvent(new Event('input'));
      }
      element.querySelector<HTMLButtonElement>('button[type=submit]')!.click();
      await fixture.whenStable();
    };
    return { element, field, submit };
  }

  beforeEach(() => {
    setUp.mockReset().mockResolvedValue();
    refresh.mockReset().mockResolvedValue('signed-out');
    done.mockReset();
    navigate.mockReset().mockResolvedValue(true);
    TestBed.configureTestingModule({
      providers: [
        { provide: AuthSession, useValue: { setUp, refresh } },
        { provide: Router, useValue: { navigate } },
      ],
    });
  });

  afterEach(() => window.history.replaceState(null, '', '/'));

  it('takes the code of the link out of the address bar, and sends it', async () => {
    const { field, submit } = await open('#code=one-time');
    expect(window.location.href).not.toContain('one-time');
    expect(window.location.pathname).toBe('/setup');
    expect(field('code')).toBeNull();
    await submit({ username: ' nemo ', password: 'twenty-thousand' });
    const account = { username: 'nemo', password: 'twenty-thousand' };
    expect(setUp).toHaveBeenCalledWith({ code: 'one-time', ...account });
    expect(done).toHaveBeenCalledOnce();
  });

  it('asks for the code where the link had none, and says where it is', async () => {
    const { element, submit } = await open('');
    expect(element.textContent).toContain('setup-code');
    await submit({ code: 'typed', username: 'nemo', password: 'twenty-thousand' });
    expect(setUp).toHaveBeenCalledWith(expect.objectContaining({ code: 'typed' }));
  });

  it('sends no password that is too short', async () => {
    const { element, submit } = await open('#code=one-time');
    await submit({ username: 'nemo', password: 'short' });
    expect(setUp).not.toHaveBeenCalled();
    expect(element.querySelector('#password-error')?.textContent).toBe('At least 10 characters.');
  });

  it('offers to correct a code that was refused', async () => {
    setUp.mockRejectedValue(refusal(403, 'wrong-setup-code', 'This is not the code.'));
    const { element, field, submit } = await open('#code=old');
    await submit({ username: 'nemo', password: 'twenty-thousand' });
    expect(element.querySelector('[role=alert]')?.textContent).toContain('This is not the code.');
    expect(field('code')?.value).toBe('old');
  });

  it('goes to the sign-in page where somebody else was quicker', async () => {
    setUp.mockRejectedValue(refusal(409, 'setup-done', 'There is an account.'));
    const { submit } = await open('#code=used');
    await submit({ username: 'nemo', password: 'twenty-thousand' });
    expect(refresh).toHaveBeenCalled();
    expect(navigate).toHaveBeenCalledWith(['/login']);
  });
});
