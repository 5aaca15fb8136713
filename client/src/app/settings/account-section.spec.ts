import { HttpErrorResponse } from '@angular/common/http';
import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { AuthApi } from '../api/auth-api';
import { Notices } from '../ui/notices';
import { AuthSession } from '../auth/auth-session';
import { AccountSection } from './account-section';

describe('AccountSection', () => {
  const changePassword = vi.fn<AuthApi['changePassword']>();
  const info = vi.fn<(message: string) => void>();

  async function open() {
    const fixture = TestBed.createComponent(AccountSection);
    await fixture.whenStable();
    const element = fixture.nativeElement as HTMLElement;
    const submit = async (current: string, next: string) => {
      for (const [id, value] of [
        ['current-password', current],
        ['new-password', next],
      ]) {
        const field = element.querySelector<HTMLInputElement>(`#${id}`)!;
        field.value = value!;
        field.dispatchEvent(new Event('input'));
      }
      element.querySelector<HTMLButtonElement>('button[type=submit]')!.click();
      await fixture.whenStable();
    };
    return { element, submit };
  }

  beforeEach(() => {
    changePassword.mockReset().mockResolvedValue(null);
    info.mockReset();
    TestBed.configureTestingModule({
      providers: [
        { provide: AuthApi, useValue: { changePassword } },
        { provide: AuthSession, useValue: { account: signal({ id: '1', name: 'nemo' }) } },
        { provide: Notices, useValue: { info } },
      ],
    });
  });

  it('changes it, says what that means for others, and forgets what was typed', async () => {
    const { element, submit } = await open();
    await submit('twenty-thousand', 'leagues under the sea');
    expect(changePassword).toHaveBeenCalledWith({
      currentPassword: 'twenty-thousand',
      newPassword: 'leagues under the sea',
    });
    expect(info).toHaveBeenCalledWith(expect.stringContaining('signed out'));
    expect(element.querySelector<HTMLInputElement>('#new-password')?.value).toBe('');
    expect(element.querySelector('.error')).toBeNull();
  });

  it('sends no new password that is too short', async () => {
    const { element, submit } = await open();
    await submit('twenty-thousand', 'short');
    expect(changePassword).not.toHaveBeenCalled();
    expect(element.querySelector('#new-password-error')?.textContent).toContain('At least 10');
  });

  it('keeps what was typed, with the reason, where the server refuses', async () => {
    const error = { status: 403, code: 'wrong-password', detail: 'The current password is wrong.' };
    changePassword.mockRejectedValue(new HttpErrorResponse({ status: 403, error }));
    const { element, submit } = await open();
    await submit('a wrong one', 'leagues under the sea');
    expect(element.querySelector('[role=alert]')?.textContent).toContain('is wrong.');
    expect(element.querySelector<HTMLInputElement>('#new-password')?.value).not.toBe('');
  });

  it('tells password managers whose password it is', async () => {
    const { element } = await open();
    const name = element.querySelector<HTMLInputElement>('[autocomplete=username]');
    expect(name?.value).toBe('nemo');
  });
});
