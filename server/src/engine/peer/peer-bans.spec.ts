import { describe, expect, it } from 'vitest';
import { PeerBans } from './peer-bans.ts';

describe('PeerBans', () => {
  it('keeps an address out, whatever peer id and port it comes with', () => {
    const bans = new PeerBans();
    bans.add({ peerId: 'a', remote: { address: '192.0.2.1', port: 1 } });
    expect(bans.has({ peerId: 'b', remote: { address: '192.0.2.1', port: 2 } })).toBe(true);
    expect(bans.hasEndpoint({ address: '192.0.2.1', port: 3 })).toBe(true);
    expect(bans.has({ peerId: 'a', remote: { address: '192.0.2.2', port: 1 } })).toBe(false);
  });

  it('keeps out one program of this machine and not its others', () => {
    const bans = new PeerBans();
    const remote = { address: '127.0.0.1', port: 1 };
    bans.add({ peerId: 'a', remote });
    expect(bans.has({ peerId: 'a', remote: { ...remote, port: 2 } })).toBe(true);
    expect(bans.hasEndpoint(remote)).toBe(true);
    expect(bans.has({ peerId: 'b', remote: { ...remote, port: 2 } })).toBe(false);
  });
});
