import { describe, expect, it } from 'vitest';
import type { PeerConnection } from '../peer/peer-connection.ts';
import { parseExtensionHandshake, type ExtensionHandshake } from '../wire/extension-handshake.ts';
import { introduce } from './introduction.ts';
import type { TorrentContext } from './torrent-context.ts';
import type { TorrentState } from './torrent-state.ts';

const SPEAKS_ALL = {
  infoHash: new Uint8Array(20),
  peerId: new Uint8Array(20),
  supportsExtensions: true,
  supportsFast: true,
  supportsDht: true,
};

/** What a peer of a torrent hears of us, who are seen from outside in both families. */
function introduced({ isPrivate = false, address = '1.2.3.4', peer = SPEAKS_ALL } = {}) {
  let handshake: ExtensionHandshake | null = null;
  let dhtPort: number | null = null;
  const connection = {
    remote: { address, port: 6_881 },
    sendExtensionHandshake: (payload: Uint8Array) => {
      handshake = parseExtensionHandshake(payload);
    },
    sendDhtPort: (port: number) => {
      dhtPort = port;
    },
  };
  const state = {
    metainfo: { private: isPrivate, infoBytes: 31_235 },
    isComplete: false,
    superSeeding: { hidesFrom: () => false },
  };
  const context = {
    introduction: { client: 'Shoal', requestQueue: 500, port: 51_413 },
    externalAddresses: new Map([
      [4, '5.6.7.8'],
      [6, '2606:4700::1'],
    ]),
    discovery: { dhtPort: 51_413, usesPex: true },
  };
  introduce(
    connection as unknown as PeerConnection,
    peer,
    state as unknown as TorrentState,
    context as unknown as TorrentContext,
  );
  return { handshake: handshake as ExtensionHandshake | null, dhtPort: dhtPort as number | null };
}

describe('what a peer is told of us', () => {
  it('is where we see it, where else we can be reached, and what we exchange', () => {
    const { handshake, dhtPort } = introduced();
    expect(handshake).toMatchObject({
      port: 51_413,
      yourAddress: '1.2.3.4',
      ipv4: null,
      ipv6: '2606:4700::1',
      metadataBytes: 31_235,
    });
    expect(handshake!.messages).toMatchObject({ pex: 3, metadata: 4 });
    expect(dhtPort).toBe(51_413);
  });

  it('is our IPv4 address where it came by IPv6', () => {
    const { handshake } = introduced({ address: '2001:db8::9' });
    expect(handshake).toMatchObject({ yourAddress: '2001:db8::9', ipv4: '5.6.7.8', ipv6: null });
  });

  it('is no other way to peers where the torrent is private', () => {
    const { handshake, dhtPort } = introduced({ isPrivate: true });
    expect(handshake).toMatchObject({ ipv4: null, ipv6: null, metadataBytes: null });
    expect(handshake!.messages).toMatchObject({ pex: null, metadata: null });
    expect(dhtPort).toBeNull();
  });

  it('is nothing that it does not speak', () => {
    const peer = { ...SPEAKS_ALL, supportsExtensions: false, supportsDht: false };
    expect(introduced({ peer })).toEqual({ handshake: null, dhtPort: null });
  });
});
