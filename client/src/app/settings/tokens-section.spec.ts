import { TestBed } from '@angular/core/testing';
import type { ApiTokenDto } from '@shared/dto/auth.js';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { AuthApi } from '../api/auth-api';
import { TokensSection } from './tokens-section';

const token = (changes: Partial<ApiTokenDto> = {}): ApiTokenDto => ({
  id: 'one',
  name: 'Sonarr',
  scope: 'control',
  createdAt: '2026-01-01T00:00:00Z',
  lastUsedAt: null,
  expiresAt: null,
  ...changes,
});

describe('TokensSection', () => {
  const tokens = vi.fn<AuthApi['tokens']>();
  const createToken = vi.fn<AuthApi['createToken']>();
  const revokeToken = vi.fn<AuthApi['revokeToken']>();

  async function open() {
    const fixture = TestBed.createComponent(TokensSection);
    await fixture.whenStable();
    const element = fixture.nativeElement as HTMLElement;
    const click = async (text: string) => {
      const buttons = [...element.querySelectorAll('button')];
      buttons.find((button) => button.textContent.trim() === text)!.click();
      await fixture.whenStable();
    };
    return { fixture, element, click };
  }

  beforeEach(() => {
    tokens.mockReset().mockResolvedValue([token()]);
    createToken.mockReset().mockResolvedValue({ ...token({ id: 'two' }), token: 'shoal_secret' });
    revokeToken.mockReset().mockResolvedValue(null);
    TestBed.configureTestingModule({
      providers: [{ provide: AuthApi, useValue: { tokens, createToken, revokeToken } }],
    });
  });

  it('lists names, scopes and use', async () => {
    const { element } = await open();
    expect(element.querySelector('li')?.textContent).toContain('Sonarr');
    expect(element.querySelector('li')?.textContent).toContain('Control');
    expect(element.querySelector('li')?.textContent).toContain('Never used');
  });

  it('shows a new token once, with the least rights unless the user says more', async () => {
    const { element, fixture, click } = await open();
    const name = element.querySelector<HTMLInputElement>('#token-name')!;
    name.value = 'Backup';
    name.dispatchEvent(new Event('input'));
    await click('Create token');
    expect(createToken).toHaveBeenCalledWith(
      expect.objectContaining({ name: 'Backup', scope: 'read' }),
    );
    await fixture.whenStable();
    expect(element.textContent).toContain('shoal_secret');
    expect((await open()).element.textContent).not.toContain('shoal_secret');
  });

  it('revokes at the second click only', async () => {
    const { click } = await open();
    await click('Revoke');
    expect(revokeToken).not.toHaveBeenCalled();
    await click('Revoke now');
    expect(revokeToken).toHaveBeenCalledWith('one');
    expect(tokens).toHaveBeenCalledTimes(2);
  });
});
