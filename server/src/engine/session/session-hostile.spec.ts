import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { fromHex } from '../core/hex.ts';
import type { PeerCloseReason, PeerEndpoint } from '../core/messages.ts';
import { BLOCK_BYTES } from '../pieces/piece-geometry.ts';
import {
  addition,
  endSessions,
  firstWrongFile,
  pause,
  reaches,
  startSeed,
  startSession,
  temporaryFolder,
  until,
  type RunningSession,
} from '../testing/loopback-session.ts';
import { buildTorrent, sampleBytes, type BuiltTorrent } from '../testing/torrent-builder.ts';
import { encodeHandshake, HANDSHAKE_BYTES } from '../wire/handshake.ts';
import { MESSAGE } from '../wire/message-ids.ts';
import { MessageParser, readUint32 } from '../wire/message-parser.ts';
import { BLOCK_HEADER_BYTES, MessageWriter, writeBlockHeader } from '../wire/message-writer.ts';

/** Another address of this machine, so that a ban of it is no ban of the honest seed. */
const HOSTILE_ADDRESS = '127.0.0.2';
const PIECE_BYTES = 4 * BLOCK_BYTES;
const torrent = buildTorrent({
  files: [{ path: [], content: sampleBytes(30 * PIECE_BYTES - 5_001) }],
  pieceLength: PIECE_BYTES,
});
const { id, pieceCount } = torrent.metainfo;
const infoHash = fromHex(id);
const sockets = new Set<Socket>();
const servers = new Set<{ close(): void }>();
let peers = 0;

/** A socket in the hands of a test that speaks whatever it wants. */
class RawPeer {
  readonly socket: Socket;
  isClosed = false;
  received = Buffer.alloc(0);

  constructor(socket: Socket) {
    this.socket = socket;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => {
      this.isClosed = true;
    });
    socket.on('data', (bytes) => {
      this.received = Buffer.concat([this.received, bytes]);
    });
  }

  static async dial({ endpoint }: RunningSession): Promise<RawPeer> {
    const socket = connect({
      host: endpoint.address,
      port: endpoint.port,
      localAddress: HOSTILE_ADDRESS,
    });
    await new Promise((resolve) => {
      socket.once('connect', resolve);
    });
    return new RawPeer(socket);
  }

  /** Dials and greets as a peer of the torrent. */
  static async join(target: RunningSession, of: BuiltTorrent = torrent): Promise<RawPeer> {
    const peer = await RawPeer.dial(target);
    peer.socket.write(plainHandshake(fromHex(of.metainfo.id)));
    await until(
      () => peer.received.length >= HANDSHAKE_BYTES,
      () => 'no handshake came back',
    );
    return peer;
  }

  send(write: (writer: MessageWriter) => void): void {
    const writer = new MessageWriter();
    write(writer);
    this.socket.write(writer.take());
  }

  async isThrownOut(): Promise<void> {
    await until(
      () => this.isClosed,
      () => 'the connection stayed open',
    );
  }
}

function newPeerId(): Uint8Array {
  return Buffer.from(`-XX0000-${String(++peers).padStart(12, '0')}`);
}

/** Of a peer that speaks BEP 3 and nothing else. */
function plainHandshake(ofTorrent: Uint8Array): Uint8Array {
  return encodeHandshake(ofTorrent, newPeerId()).fill(0, 20, 28);
}

/** The first bytes of a message, with a length that may be a lie. */
function head(length: number, messageId: number): Uint8Array {
  const bytes = Buffer.alloc(5);
  bytes.writeUInt32BE(length);
  bytes[4] = messageId;
  return bytes;
}

function bitfieldOf(pieces: number): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(pieces / 8)).fill(0xff);
  if (pieces % 8 !== 0) bytes[bytes.length - 1] = (0xff << (8 - (pieces % 8))) & 0xff;
  return bytes;
}

interface LyingSeed {
  endpoint: PeerEndpoint;
  connections: RawPeer[];
  blocksSent(): number;
}

/** Says that it has everything, and answers every request with bytes that `spoil` went over. */
async function startLyingSeed(
  spoil: (block: Uint8Array, piece: number, begin: number) => void,
  answers: (begin: number) => boolean = () => true,
): Promise<LyingSeed> {
  const connections: RawPeer[] = [];
  let blocksSent = 0;
  const server = createServer((socket) => {
    const peer = new RawPeer(socket);
    connections.push(peer);
    socket.write(plainHandshake(infoHash));
    peer.send((writer) => {
      writer.bitfield(bitfieldOf(pieceCount));
      writer.state(MESSAGE.unchoke);
    });
    const parser = new MessageParser(
      {
        onMessage: (messageId, payload) => {
          if (messageId !== MESSAGE.request) return true;
          const [piece, begin, length] = [0, 4, 8].map((at) => readUint32(payload, at));
          if (!answers(begin!)) return true;
          socket.write(blockMessage(piece!, begin!, length!, spoil));
          blocksSent++;
          return true;
        },
        onBlockStart: () => -1,
        onBlockEnd: () => {},
      },
      new Uint8Array(0),
      pieceCount,
    );
    let greeting = HANDSHAKE_BYTES;
    socket.on('data', (bytes) => {
      const taken = Math.min(greeting, bytes.length);
      greeting -= taken;
      parser.consume(bytes.subarray(taken));
    });
  });
  servers.add(server);
  await new Promise<void>((resolve) => {
    server.listen(0, HOSTILE_ADDRESS, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: { address: HOSTILE_ADDRESS, port },
    connections,
    blocksSent: () => blocksSent,
  };
}

function blockMessage(
  piece: number,
  begin: number,
  length: number,
  spoil: (block: Uint8Array, piece: number, begin: number) => void,
): Uint8Array {
  const at = piece * PIECE_BYTES + begin;
  const message = new Uint8Array(BLOCK_HEADER_BYTES + length);
  writeBlockHeader(message, 0, piece, begin, length);
  message.set(torrent.content.subarray(at, at + length), BLOCK_HEADER_BYTES);
  spoil(message.subarray(BLOCK_HEADER_BYTES), piece, begin);
  return message;
}

async function startLeech(): Promise<RunningSession & { directory: string }> {
  const leech = await startSession();
  const directory = await temporaryFolder();
  await leech.session.add(addition(torrent, directory));
  return { ...leech, directory };
}

async function peerCount({ session }: RunningSession): Promise<number> {
  return (await session.status(id)).peers;
}

async function countsClose({ session }: RunningSession, reason: PeerCloseReason): Promise<void> {
  await until(
    async () => ((await session.stats()).peerCloses[reason] ?? 0) > 0,
    async () => `counted: ${JSON.stringify((await session.stats()).peerCloses)}`,
  );
}

/** The session still serves those who behave. */
async function stillServes(seed: RunningSession): Promise<void> {
  const leech = await startLeech();
  await leech.session.addPeers(id, [seed.endpoint]);
  await reaches(leech, torrent, 'seeding');
  expect(await firstWrongFile(torrent, leech.directory)).toBeNull();
}

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers) server.close();
  sockets.clear();
  servers.clear();
  await endSessions();
});

describe('a peer that dials a session', () => {
  const REFUSED: [string, Uint8Array][] = [
    ['speaks HTTP', Buffer.from(`GET / HTTP/1.1\r\nHost: x\r\n\r\n${' '.repeat(HANDSHAKE_BYTES)}`)],
    ['asks for a torrent that is not there', encodeHandshake(new Uint8Array(20), newPeerId())],
  ];
  it.each(REFUSED)('is thrown out when it %s', async (_, greeting) => {
    // Else what is no plaintext handshake may yet be an encrypted one.
    const seed = await startSeed(torrent, { encryption: 'disabled' });
    const peer = await RawPeer.dial(seed);
    peer.socket.write(greeting);
    await peer.isThrownOut();
    expect(peer.received).toHaveLength(0);
    await stillServes(seed);
  });

  const FAULTS: [string, PeerCloseReason, (peer: RawPeer) => void][] = [
    [
      'announces a message of 4 GiB',
      'message-too-long',
      (peer) => peer.socket.write(head(0xffff_ffff, 99)),
    ],
    [
      'announces an extension message of 1 MiB',
      'message-too-long',
      (peer) => peer.socket.write(head(1 << 20, 20)),
    ],
    [
      'announces a block of 32 KiB',
      'message-too-long',
      (peer) => peer.socket.write(head(9 + 32_768, 7)),
    ],
    ['sends a have of nine bytes', 'message-length-wrong', (peer) => peer.socket.write(head(9, 4))],
    [
      'sends a bitfield that is a byte too long',
      'message-length-wrong',
      (peer) => peer.send((writer) => writer.bitfield(new Uint8Array(5))),
    ],
    [
      'sends a bitfield that is a byte too short',
      'message-length-wrong',
      (peer) => peer.send((writer) => writer.bitfield(new Uint8Array(3))),
    ],
    [
      'sets a spare bit of its bitfield',
      'bad-bitfield',
      (peer) => peer.send((writer) => writer.bitfield(new Uint8Array(4).fill(0xff))),
    ],
    [
      'has a piece that does not exist',
      'bad-have',
      (peer) => peer.send((writer) => writer.have(pieceCount)),
    ],
    ['has piece 2^32 - 1', 'bad-have', (peer) => peer.send((writer) => writer.have(0xffff_ffff))],
  ];
  it.each(FAULTS)('is thrown out when it %s', async (_, reason, misbehave) => {
    const leech = await startLeech();
    const peer = await RawPeer.join(leech);
    misbehave(peer);
    await peer.isThrownOut();
    await until(
      async () => (await peerCount(leech)) === 0,
      () => 'it is still counted',
    );
    expect((await leech.session.status(id)).state).toBe('downloading');
    expect((await leech.session.stats()).peerCloses).toEqual({ [reason]: 1 });
  });

  it('is thrown out when it sends more than 1 MiB that nobody asked for', async () => {
    const leech = await startLeech();
    const peer = await RawPeer.join(leech);
    peer.send((writer) => writer.bitfield(bitfieldOf(pieceCount)));
    for (let count = 0; count < 70 && !peer.isClosed; count++) {
      peer.socket.write(blockMessage(1 + (count % 20), 0, BLOCK_BYTES, () => {}));
    }
    await peer.isThrownOut();
    expect((await leech.session.status(id)).completedBytes).toBe(0);
    await countsClose(leech, 'unrequested-data');
  });

  it('is thrown out when it asks 400 times for what does not exist', async () => {
    const seed = await startSeed(torrent);
    const peer = await RawPeer.join(seed);
    peer.send((writer) => writer.state(MESSAGE.interested));
    await until(
      () => peer.received.includes(Buffer.from([0, 0, 0, 1, MESSAGE.unchoke])),
      () => 'it was not unchoked',
    );
    peer.send((writer) => {
      for (let count = 0; count < 400; count++) writer.request(pieceCount + count, 0, BLOCK_BYTES);
    });
    await peer.isThrownOut();
    await countsClose(seed, 'invalid-requests');
    expect((await seed.session.status(id)).error).toBeNull();
    await stillServes(seed);
  });

  it('gets nothing for requests beyond a piece or a block, and is served after them', async () => {
    const seed = await startSeed(torrent);
    const peer = await RawPeer.join(seed);
    peer.send((writer) => writer.state(MESSAGE.interested));
    await until(
      () => peer.received.includes(Buffer.from([0, 0, 0, 1, MESSAGE.unchoke])),
      () => 'it was not unchoked',
    );
    const before = peer.received.length;
    peer.send((writer) => {
      writer.request(0, PIECE_BYTES - 5, 10);
      writer.request(0, 0, 2 * BLOCK_BYTES);
      writer.request(0, 0, 0);
      writer.request(0, 0xffff_ffff, 0xffff_ffff);
      writer.request(2, 100, 1_000);
    });
    await until(
      () => peer.received.length >= before + BLOCK_HEADER_BYTES + 1_000,
      () => 'the good request was not answered',
    );
    await pause(50);
    const answer = peer.received.subarray(before + BLOCK_HEADER_BYTES);
    const right = torrent.content.subarray(2 * PIECE_BYTES + 100, 2 * PIECE_BYTES + 1_100);
    expect(Buffer.compare(answer, right)).toBe(0);
  });

  it('may send its messages a byte at a time', async () => {
    const seed = await startSeed(torrent);
    const peer = await RawPeer.join(seed);
    const writer = new MessageWriter();
    writer.keepAlive();
    writer.bitfield(new Uint8Array(4));
    writer.have(3);
    writer.state(MESSAGE.interested);
    peer.socket.setNoDelay(true);
    for (const byte of writer.take()) {
      peer.socket.write(Uint8Array.of(byte));
      await pause(1);
    }
    await until(
      () => peer.received.includes(Buffer.from([0, 0, 0, 1, MESSAGE.unchoke])),
      () => 'it was not unchoked',
    );
    expect((await seed.session.peers(id))[0]!.progress).toBeCloseTo(1 / pieceCount);
  });
});

describe('a peer that sends wrong bytes', () => {
  const flip = (block: Uint8Array): void => {
    block[0] = block[0]! ^ 0xff;
  };

  it('is banned as the sole sender, and the download ends from an honest seed', async () => {
    const liar = await startLyingSeed(flip);
    const leech = await startLeech();
    await leech.session.addPeers(id, [liar.endpoint]);
    await until(
      () => liar.connections.length > 0 && liar.connections.every(({ isClosed }) => isClosed),
      () => 'the liar was not thrown out',
    );
    expect((await leech.session.status(id)).completedBytes).toBe(0);
    await leech.session.addPeers(id, [liar.endpoint]);
    const seed = await startSeed(torrent);
    await leech.session.addPeers(id, [seed.endpoint]);
    await reaches(leech, torrent, 'seeding');
    expect(await firstWrongFile(torrent, leech.directory)).toBeNull();
    const back = await RawPeer.dial(leech);
    back.socket.write(plainHandshake(infoHash));
    await back.isThrownOut();
    await countsClose(leech, 'banned');
  });

  it('among honest ones costs neither the download nor the honest seed', async () => {
    const liar = await startLyingSeed(flip);
    const seed = await startSeed(torrent);
    const leech = await startLeech();
    await leech.session.addPeers(id, [liar.endpoint, seed.endpoint]);
    await reaches(leech, torrent, 'seeding');
    expect(await firstWrongFile(torrent, leech.directory)).toBeNull();
  });

  it('in one block of each piece only is found all the same', async () => {
    const liar = await startLyingSeed((block, _, begin) => {
      if (begin === BLOCK_BYTES) flip(block);
    });
    const seed = await startSeed(torrent);
    const leech = await startLeech();
    await leech.session.addPeers(id, [seed.endpoint, liar.endpoint]);
    await reaches(leech, torrent, 'seeding');
    expect(await firstWrongFile(torrent, leech.directory)).toBeNull();
  });

  it('in pieces that an honest seed completes does not get the honest seed banned', async () => {
    const liar = await startLyingSeed(flip, (begin) => begin === 0);
    const leech = await startLeech();
    await leech.session.addPeers(id, [liar.endpoint]);
    await until(
      () => liar.blocksSent() >= 1,
      () => `it was asked for ${liar.blocksSent()} pieces`,
    );
    await pause(30);
    liar.connections[0]!.send((writer) => writer.state(MESSAGE.choke));
    await pause(30);
    const seed = await startSeed(torrent);
    await leech.session.addPeers(id, [seed.endpoint]);
    await reaches(leech, torrent, 'seeding');
    expect(await firstWrongFile(torrent, leech.directory)).toBeNull();
  });

  it('and leaves in the middle of a block costs nothing', async () => {
    const leech = await startLeech();
    const peer = await RawPeer.join(leech);
    peer.send((writer) => {
      writer.bitfield(bitfieldOf(pieceCount));
      writer.state(MESSAGE.unchoke);
    });
    const request = Buffer.from([0, 0, 0, 13, MESSAGE.request]);
    await until(
      () => peer.received.indexOf(request) > 0,
      () => 'nothing was asked',
    );
    const at = peer.received.indexOf(request) + 5;
    const [piece, begin, length] = [0, 4, 8].map((step) => peer.received.readUInt32BE(at + step));
    peer.socket.write(blockMessage(piece!, begin!, length!, flip).subarray(0, 5_000));
    await pause(30);
    peer.socket.destroy();
    const seed = await startSeed(torrent);
    await leech.session.addPeers(id, [seed.endpoint]);
    await reaches(leech, torrent, 'seeding');
    expect(await firstWrongFile(torrent, leech.directory)).toBeNull();
  });
});
