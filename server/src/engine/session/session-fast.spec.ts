import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { fromHex } from '../core/hex.ts';
import { BLOCK_BYTES } from '../pieces/piece-geometry.ts';
import {
  addition,
  endSessions,
  startSeed,
  startSession,
  temporaryFolder,
  until,
  type RunningSession,
} from '../testing/loopback-session.ts';
import { buildTorrent, sampleBytes } from '../testing/torrent-builder.ts';
import { allowedFastSet } from '../wire/allowed-fast.ts';
import {
  BASIC_EXTENSIONS,
  encodeExtensionHandshake,
  OWN_EXTENSIONS,
  parseExtensionHandshake,
} from '../wire/extension-handshake.ts';
import { encodeHandshake, HANDSHAKE_BYTES } from '../wire/handshake.ts';
import { MESSAGE } from '../wire/message-ids.ts';
import { MessageParser, readUint32 } from '../wire/message-parser.ts';
import { MessageWriter } from '../wire/message-writer.ts';

/** As many as a peer is asked for at first. */
const BLOCKS = 8;
const PIECE_BYTES = BLOCKS * BLOCK_BYTES;
const torrent = buildTorrent({
  files: [{ path: [], content: sampleBytes(40 * PIECE_BYTES) }],
  pieceLength: PIECE_BYTES,
});
const { id, pieceCount } = torrent.metainfo;
const sockets: Socket[] = [];

/** A peer that speaks what the test says, and writes down what it hears: "have-all", "reject 3 0", "block 3 0". */
class ScriptedPeer {
  readonly heard: string[] = [];
  extensions: Uint8Array | null = null;
  isClosed = false;
  readonly #socket: Socket;
  readonly #parser: MessageParser;
  #greeting = Buffer.alloc(0);

  private constructor(socket: Socket) {
    this.#socket = socket;
    sockets.push(socket);
    const target = new Uint8Array(BLOCK_BYTES);
    this.#parser = new MessageParser(
      {
        onMessage: (message, payload) => this.#note(message, payload),
        onBlockStart: () => 0,
        onBlockEnd: (piece, begin) => void this.heard.push(`block ${piece} ${begin}`),
      },
      target,
      pieceCount,
    );
    socket.on('error', () => {});
    socket.on('close', () => {
      this.isClosed = true;
    });
    socket.on('data', (bytes) => this.#read(bytes));
  }

  /** Dials, greets with the fast and the extension bit, and says what it has. */
  static async join(
    target: RunningSession,
    say: (writer: MessageWriter) => void,
    reserved: readonly number[] = [0, 0, 0, 0, 0, 0x10, 0, 0x04],
  ): Promise<ScriptedPeer> {
    const { address, port } = target.endpoint;
    const peer = new ScriptedPeer(connect({ host: address, port }));
    const peerId = Buffer.from(`-XX0000-${String(sockets.length).padStart(12, '0')}`);
    const handshake = encodeHandshake(fromHex(id), peerId);
    handshake.set(reserved, 20);
    peer.#socket.write(handshake);
    peer.say(say);
    return peer;
  }

  say(write: (writer: MessageWriter) => void): void {
    const writer = new MessageWriter();
    write(writer);
    this.#socket.write(writer.take());
  }

  async hears(line: string): Promise<void> {
    await until(
      () => this.heard.includes(line),
      () => `heard ${this.heard.join(', ')}, not ${line}`,
    );
  }

  #read(bytes: Buffer): void {
    const missing = HANDSHAKE_BYTES - this.#greeting.length;
    this.#greeting = Buffer.concat([this.#greeting, bytes.subarray(0, Math.max(0, missing))]);
    if (bytes.length > missing) this.#parser.consume(bytes.subarray(Math.max(0, missing)));
  }

  #note(message: number, payload: Uint8Array): boolean {
    const name = Object.entries(MESSAGE).find(([, value]) => value === message)![0];
    if (message === MESSAGE.extended) {
      if (payload[0] === 0) this.extensions = payload.slice(1);
      this.heard.push(`extended ${payload[0]}`);
    } else if (payload.length >= 8) {
      this.heard.push(`${name} ${readUint32(payload, 0)} ${readUint32(payload, 4)}`);
    } else {
      this.heard.push(payload.length === 4 ? `${name} ${readUint32(payload, 0)}` : name);
    }
    return true;
  }
}

const saysNothing = (writer: MessageWriter): void => writer.state(MESSAGE.haveNone);
const saysAll = (writer: MessageWriter): void => writer.state(MESSAGE.haveAll);

function introduction({ uploadOnly }: { uploadOnly: boolean }): Uint8Array {
  return encodeExtensionHandshake({
    client: 'test',
    port: 1,
    requestQueue: 10,
    uploadOnly,
    extensions: BASIC_EXTENSIONS,
  });
}

async function startLeech(): Promise<RunningSession> {
  const leech = await startSession();
  await leech.session.add(addition(torrent, await temporaryFolder()));
  return leech;
}

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await endSessions();
});

describe('a seed, to a peer with the fast extension', () => {
  it('says that it has all in one byte, and which pieces the peer may have while it is choked', async () => {
    const seed = await startSeed(torrent);
    const peer = await ScriptedPeer.join(seed, saysNothing);
    const allowed = allowedFastSet(fromHex(id), '127.0.0.1', pieceCount);
    await peer.hears(`allowedFast ${allowed.at(-1)}`);
    expect(peer.heard[0]).toBe('haveAll');
    expect(peer.heard.filter((line) => line.startsWith('allowedFast'))).toHaveLength(10);
  });

  it('serves these pieces while it chokes the peer, and refuses others', async () => {
    const seed = await startSeed(torrent);
    const peer = await ScriptedPeer.join(seed, saysNothing);
    const allowed = allowedFastSet(fromHex(id), '127.0.0.1', pieceCount);
    const other = Array.from({ length: pieceCount }, (_, piece) => piece).find(
      (piece) => !allowed.includes(piece),
    )!;
    peer.say((writer) => {
      writer.request(other, 0, BLOCK_BYTES);
      writer.request(allowed[3]!, BLOCK_BYTES, BLOCK_BYTES);
    });
    await peer.hears(`block ${allowed[3]} ${BLOCK_BYTES}`);
    await peer.hears(`reject ${other} 0`);
    expect(peer.heard).not.toContain(`block ${other} 0`);
    expect(peer.heard).not.toContain('unchoke');
  });

  it('answers every request that it will not serve', async () => {
    const seed = await startSeed(torrent);
    const peer = await ScriptedPeer.join(seed, saysNothing);
    peer.say((writer) => writer.state(MESSAGE.interested));
    await peer.hears('unchoke');
    await seed.session.pause(id);
    peer.say((writer) => writer.request(1, 0, BLOCK_BYTES));
    await peer.hears('reject 1 0');
    await seed.session.resume(id);
    peer.say((writer) => {
      writer.request(2, 0, 2 * BLOCK_BYTES);
      writer.request(3, PIECE_BYTES, 1);
    });
    await peer.hears(`reject 3 ${PIECE_BYTES}`);
    expect(peer.heard).toContain('reject 2 0');
    expect(peer.heard.some((line) => line.startsWith('block'))).toBe(false);
  });

  it('says nothing of the fast extension to a peer that does not speak it', async () => {
    const seed = await startSeed(torrent);
    const peer = await ScriptedPeer.join(seed, () => {}, [0, 0, 0, 0, 0, 0, 0, 0]);
    peer.say((writer) => writer.request(0, 0, BLOCK_BYTES));
    await peer.hears('bitfield');
    expect(peer.heard).toEqual(['bitfield']);
  });
});

describe('a download, from a peer with the fast extension', () => {
  it('asks for what it is allowed although it is choked', async () => {
    const leech = await startLeech();
    const peer = await ScriptedPeer.join(leech, (writer) => {
      saysAll(writer);
      writer.allowedFast(7);
    });
    await peer.hears('request 7 0');
    await peer.hears(`request 7 ${BLOCK_BYTES}`);
    expect(peer.heard.filter((line) => line.startsWith('request'))).toHaveLength(BLOCKS);
  });

  it('asks for suggested pieces first', async () => {
    const leech = await startLeech();
    const peer = await ScriptedPeer.join(leech, (writer) => {
      saysAll(writer);
      writer.suggest(31);
      writer.state(MESSAGE.unchoke);
    });
    await peer.hears('request 31 0');
    expect(peer.heard.find((line) => line.startsWith('request'))).toBe('request 31 0');
  });

  it('asks another for what was refused, and the refuser no more while it is unchoked', async () => {
    const leech = await startLeech();
    const peer = await ScriptedPeer.join(leech, (writer) => {
      saysAll(writer);
      writer.suggest(5);
      writer.state(MESSAGE.unchoke);
    });
    await peer.hears('request 5 0');
    peer.say((writer) => {
      writer.reject(5, 0, BLOCK_BYTES);
      writer.reject(5, BLOCK_BYTES, BLOCK_BYTES);
    });
    const other = await ScriptedPeer.join(leech, (writer) => {
      saysAll(writer);
      writer.state(MESSAGE.unchoke);
    });
    await other.hears('request 5 0');
    expect(peer.heard.filter((line) => line === 'request 5 0')).toHaveLength(1);
  });

  it('takes a refusal that answers a cancel for nothing else, though the block is asked for again', async () => {
    const leech = await startLeech();
    const peer = await ScriptedPeer.join(leech, (writer) => {
      saysAll(writer);
      writer.suggest(5);
      writer.state(MESSAGE.unchoke);
    });
    await peer.hears('request 5 0');
    await leech.session.pause(id);
    await peer.hears('cancel 5 0');
    await leech.session.resume(id);
    await until(
      () => peer.heard.filter((line) => line === 'request 5 0').length === 2,
      () => peer.heard.join(', '),
    );
    peer.say((writer) => writer.reject(5, 0, BLOCK_BYTES));
    const other = await ScriptedPeer.join(leech, (writer) => {
      saysAll(writer);
      writer.suggest(5);
      writer.state(MESSAGE.unchoke);
    });
    await until(
      () => other.heard.some((line) => line.startsWith('request')),
      () => other.heard.join(', '),
    );
    expect(other.heard).not.toContain('request 5 0');
  });

  it('keeps its requests through a choke, until they are refused', async () => {
    const leech = await startLeech();
    const peer = await ScriptedPeer.join(leech, (writer) => {
      saysAll(writer);
      writer.suggest(5);
      writer.state(MESSAGE.unchoke);
    });
    const requests = (): string[] => peer.heard.filter((line) => line.startsWith('request'));
    await until(
      () => requests().length === BLOCKS,
      () => peer.heard.join(', '),
    );
    const asked = requests();
    peer.say((writer) => {
      writer.state(MESSAGE.choke);
      for (const line of asked.slice(0, 4)) {
        const [piece, begin] = line.split(' ').slice(1).map(Number);
        writer.reject(piece!, begin!, BLOCK_BYTES);
      }
      writer.state(MESSAGE.unchoke);
    });
    await until(
      () => requests().length === BLOCKS + 4,
      () => peer.heard.join(', '),
    );
    expect(requests().slice(BLOCKS)).toContain(asked[0]);
    for (const line of asked.slice(4)) expect(requests().slice(BLOCKS)).not.toContain(line);
  });
});

describe('the extension messages', () => {
  it('tell a peer that asks for it when a download wants nothing more (BEP 21)', async () => {
    const seed = await startSeed(torrent);
    const leech = await startLeech();
    const handshake = introduction({ uploadOnly: false });
    const peer = await ScriptedPeer.join(leech, (writer) => {
      saysNothing(writer);
      writer.extended(0, handshake);
    });
    await peer.hears('extended 0');
    expect(parseExtensionHandshake(peer.extensions!)!.uploadOnly).toBe(false);
    await leech.session.addPeers(id, [seed.endpoint]);
    await peer.hears(`extended ${OWN_EXTENSIONS.uploadOnly}`);
  });

  it('take pieces back that a peer has no longer (BEP 54)', async () => {
    const leech = await startLeech();
    const handshake = introduction({ uploadOnly: false });
    const peer = await ScriptedPeer.join(leech, (writer) => {
      saysAll(writer);
      writer.extended(0, handshake);
      for (let piece = 1; piece < pieceCount; piece++) {
        writer.extended(OWN_EXTENSIONS.dontHave, Uint8Array.of(0, 0, 0, piece));
      }
      writer.state(MESSAGE.unchoke);
    });
    await peer.hears('request 0 0');
    const [status] = await leech.session.peers(id);
    expect(status!.progress).toBeCloseTo(1 / pieceCount);
    expect(peer.heard.filter((line) => line.startsWith('request'))).toHaveLength(BLOCKS);
  });

  it('end the connection of two that both only upload', async () => {
    const seed = await startSeed(torrent);
    const handshake = introduction({ uploadOnly: true });
    const peer = await ScriptedPeer.join(seed, (writer) => {
      saysNothing(writer);
      writer.extended(0, handshake);
    });
    await until(
      () => peer.isClosed,
      () => 'it is still connected',
    );
    expect(await seed.session.peers(id)).toEqual([]);
  });
});
