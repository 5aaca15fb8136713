import { describe, expect, it } from 'vitest';
import { encodeBencode } from '../bencode/index.ts';
import type { PeerCloseReason, PeerEndpoint } from '../core/messages.ts';
import { isDialablePeer } from '../net/address-rules.ts';
import type { PeerConnection } from '../peer/peer-connection.ts';
import { PeerExtensions } from '../peer/peer-extensions.ts';
import { parseExtensionHandshake } from '../wire/extension-handshake.ts';
import {
  encodePexMessage,
  parsePexMessage,
  PEX_FLAGS,
  type PexMessage,
} from '../wire/pex-message.ts';
import { TorrentPex } from './torrent-pex.ts';
import type { TorrentState } from './torrent-state.ts';

const MINUTE = 60_000;

/** The part of a connection that peer exchange is about. */
class FakePeer {
  readonly remote: PeerEndpoint;
  readonly incoming: boolean;
  readonly extensions = new PeerExtensions();
  readonly encryption = 'none';
  readonly heard: PexMessage[] = [];
  isSeed = false;
  isUploadOnly = false;
  isClosed = false;
  closeReason: PeerCloseReason | null = null;
  time = 0;

  constructor(address: string, port = 6_881, listensAt: number | null = null) {
    this.remote = { address, port };
    this.incoming = listensAt !== null;
    const handshake = { m: { ut_pex: 1 }, ...(listensAt === null ? {} : { p: listensAt }) };
    this.extensions.take(parseExtensionHandshake(encodeBencode(handshake))!);
  }

  now(): number {
    return this.time;
  }

  sendExtension(_name: string, payload: Uint8Array): void {
    this.heard.push(parsePexMessage(payload)!);
  }

  close(reason: PeerCloseReason): void {
    this.isClosed = true;
    this.closeReason = reason;
  }

  get connection(): PeerConnection {
    return this as unknown as PeerConnection;
  }

  /** Whom it was told of, all messages together. */
  get told(): string[] {
    return this.heard.flatMap(({ added }) =>
      added.map(({ address, port }) => `${address}:${port}`),
    );
  }
}

/** A torrent with these peers, and what it believed that it was to dial. */
function create(peers: FakePeer[], isComplete = false) {
  const dialled: string[] = [];
  const connected = new Map(peers.map((peer, id) => [id, peer.connection]));
  const state = { isComplete, peers: connected } as unknown as TorrentState;
  const pex = new TorrentPex(state, (named, rules) => {
    const dialable = named.filter((peer) => isDialablePeer(peer, rules));
    dialled.push(...dialable.map(({ address, port }) => `${address}:${port}`));
  });
  return { pex, peers: connected, dialled };
}

function named(addresses: readonly string[], flags = 0, port = 6_881): Uint8Array {
  const added = addresses.map((address) => ({ address, port, flags }));
  return encodePexMessage({ added, dropped: [] });
}

describe('what peers are told of each other', () => {
  it('is where the others listen, and nothing of those that do not say it', () => {
    const asker = new FakePeer('1.1.1.1');
    const said = new FakePeer('3.3.3.3', 40_000, 6_883);
    const silent = new FakePeer('4.4.4.4', 40_000, 0);
    const { pex } = create([asker, new FakePeer('2.2.2.2', 6_882), said, silent]);
    pex.tick(0);
    expect(asker.told).toEqual(['2.2.2.2:6882', '3.3.3.3:6883']);
  });

  it('says who is a seed and who can be reached', () => {
    const asker = new FakePeer('1.1.1.1');
    const seed = new FakePeer('2.2.2.2');
    seed.isSeed = true;
    create([asker, seed, new FakePeer('3.3.3.3', 1, 6_881)]).pex.tick(0);
    const [message] = asker.heard;
    expect(message!.added.map(({ flags }) => flags)).toEqual([
      PEX_FLAGS.uploadOnly | PEX_FLAGS.outgoing,
      0,
    ]);
  });

  it('leaves no address of the local network to those outside of it', () => {
    const outside = new FakePeer('1.1.1.1');
    const inside = new FakePeer('192.168.1.2');
    const here = new FakePeer('127.0.0.1');
    create([outside, inside, here]).pex.tick(0);
    expect(outside.told).toEqual([]);
    expect(inside.told).toEqual(['1.1.1.1:6881']);
    expect(here.told).toEqual(['1.1.1.1:6881', '192.168.1.2:6881']);
  });

  it('comes once a minute, and when something changed', () => {
    const asker = new FakePeer('1.1.1.1');
    const { pex, peers } = create([asker, new FakePeer('2.2.2.2')]);
    const tickUntil = (end: number, from: number): void => {
      for (let at = from; at < end; at += 1_000) pex.tick(at);
    };
    pex.tick(0);
    peers.set(7, new FakePeer('3.3.3.3').connection);
    tickUntil(MINUTE, 1_000);
    expect(asker.told).toEqual(['2.2.2.2:6881']);
    tickUntil(5 * MINUTE, MINUTE);
    expect(asker.told).toEqual(['2.2.2.2:6881', '3.3.3.3:6881']);
    expect(asker.heard).toHaveLength(2);
  });
});

describe('what peers tell of others', () => {
  const INSIDE = ['127.0.0.1', '10.0.0.1', '192.168.1.1', '169.254.169.254', '::1', 'fd00::1'];
  const FORBIDDEN = ['0.0.0.0', '224.0.0.1', '255.255.255.255', 'fe80::1', 'ff02::1'];

  it('leads a peer outside nowhere inside', () => {
    const stranger = new FakePeer('1.1.1.1');
    const { pex, dialled } = create([stranger]);
    pex.onMessage(stranger.connection, named([...INSIDE, ...FORBIDDEN, '5.5.5.5']));
    expect(dialled).toEqual(['5.5.5.5:6881']);
  });

  it('leads nobody to mail servers, shells or port 0', () => {
    const stranger = new FakePeer('1.1.1.1');
    const { pex, dialled } = create([stranger]);
    for (const [minute, port] of [0, 22, 25].entries()) {
      stranger.time = minute * MINUTE;
      pex.onMessage(stranger.connection, named(['5.5.5.5'], 0, port));
    }
    expect([dialled, stranger.isClosed]).toEqual([[], false]);
  });

  it('of fifty peers that name ten thousand each is fifty of each, and they are thrown out', () => {
    const liars = Array.from({ length: 50 }, (_, index) => new FakePeer(`1.1.${index}.1`));
    const { pex, dialled } = create(liars);
    for (const [index, liar] of liars.entries()) {
      for (let message = 0; message < 50 && !liar.isClosed; message++) {
        const fakes = Array.from({ length: 200 }, (_, fake) => `7.${index}.${message}.${fake}`);
        pex.onMessage(liar.connection, named(fakes));
      }
    }
    expect(dialled).toHaveLength(50 * 50);
    expect(liars.map(({ closeReason }) => closeReason)).toEqual(liars.map(() => 'pex-flood'));
  });

  it('in more than 200 names, or in no bencode, ends the connection', () => {
    const many = new FakePeer('1.1.1.1');
    const broken = new FakePeer('2.2.2.2');
    const { pex, dialled } = create([many, broken]);
    const fakes = Array.from({ length: 201 }, (_, index) => `7.7.7.${index}`);
    pex.onMessage(many.connection, named(fakes));
    pex.onMessage(broken.connection, Buffer.from('d5:added'));
    expect([many.closeReason, broken.closeReason]).toEqual(['bad-extension', 'bad-extension']);
    expect(dialled).toEqual([]);
  });

  it('are other seeds of no use to a seed', () => {
    const peer = new FakePeer('1.1.1.1');
    const { pex, dialled } = create([peer], true);
    pex.onMessage(peer.connection, named(['5.5.5.5'], PEX_FLAGS.uploadOnly));
    peer.time = MINUTE;
    pex.onMessage(peer.connection, named(['6.6.6.6']));
    expect(dialled).toEqual(['6.6.6.6:6881']);
  });
});
