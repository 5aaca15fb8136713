import type { IncomingMessage } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi, type Mock } from 'vitest';
import { silentLogger } from '../engine/index.ts';
import type { AuthenticationService, Credential } from './authentication.service.ts';
import { LiveConnections } from './live-connections.service.ts';

const CALLER = { address: '192.0.2.1', isSecure: false };
const request = { headers: {} } as IncomingMessage;

let credential: Credential | null;
let revoke: (id: string) => void;
let looks: number;
let isBroken: boolean;
let connections: LiveConnections;

beforeEach(() => {
  vi.useFakeTimers();
  looks = 0;
  isBroken = false;
  credential = {
    principal: {
      accountId: 'a',
      accountName: 'anna',
      via: 'session',
      credentialId: 's',
      scope: 'admin',
    },
    expiresAt: null,
  };
  const authentication = {
    identify: () => {
      looks++;
      return isBroken ? Promise.reject(new Error('locked')) : Promise.resolve(credential);
    },
    onRevoked: (listener: (id: string) => void) => {
      revoke = listener;
      return () => (revoke = () => {});
    },
  } as unknown as AuthenticationService;
  connections = new LiveConnections(authentication, silentLogger);
});
afterEach(() => {
  connections.onModuleDestroy();
  vi.useRealTimers();
});

async function open(): Promise<{ close: Mock<() => void>; release: () => void }> {
  const close = vi.fn<() => void>();
  const release = connections.hold(request, CALLER, close);
  await vi.advanceTimersByTimeAsync(0);
  return { close, release };
}

describe('LiveConnections', () => {
  it('closes all of a revoked credential at once, and no others', async () => {
    const [first, second] = [await open(), await open()];
    revoke('other');
    expect(first.close).not.toHaveBeenCalled();
    revoke('s');
    expect(first.close).toHaveBeenCalledOnce();
    expect(second.close).toHaveBeenCalledOnce();
  });

  it('closes one whose credential went while it opened', async () => {
    credential = null;
    expect((await open()).close).toHaveBeenCalledOnce();
  });

  it('closes within a second of the end of its time', async () => {
    credential = { ...credential!, expiresAt: Date.now() + 10_000 };
    const { close } = await open();
    await vi.advanceTimersByTimeAsync(9_900);
    expect(close).not.toHaveBeenCalled();
    credential = null;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(close).toHaveBeenCalledOnce();
  });

  it('stays where the end has moved on by its use', async () => {
    credential = { ...credential!, expiresAt: Date.now() + 10_000 };
    const { close } = await open();
    credential = { ...credential, expiresAt: Date.now() + 60_000 };
    await vi.advanceTimersByTimeAsync(30_000);
    expect(close).not.toHaveBeenCalled();
  });

  it('looks at a credential again twice a minute, which counts as use', async () => {
    await open();
    await vi.advanceTimersByTimeAsync(60_500);
    expect(looks).toBe(3);
  });

  it('keeps who was let in when the database cannot be asked, and lets in nobody new', async () => {
    const { close } = await open();
    isBroken = true;
    await vi.advanceTimersByTimeAsync(40_000);
    expect(close).not.toHaveBeenCalled();
    expect((await open()).close).toHaveBeenCalledOnce();
  });

  it('forgets what was closed by itself, and then asks for nothing', async () => {
    const { close, release } = await open();
    release();
    revoke('s');
    expect(close).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });
});
