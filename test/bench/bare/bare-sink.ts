/**
 * `node bare-sink.ts TORRENT FOLDER --peer HOST:PORT [--window N]`
 *
 * A leech that does nothing but take: it keeps many requests outstanding and throws the blocks away, no hash,
 * no disk, so that the seed at the other end is what is measured. Samples are compared with the content.
 *
 * Prints a JSON object a line: {"event": "first", "at": ...} when the first block comes, {"event": "stall"}
 * when it asks again for what does not come, and {"event": "complete", "at": ..., "samples": ...}. Ends
 * with 1 where a sample is wrong.
 */
import { type Socket, connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { monotonicMs } from '../clock.ts';
import { BlockRequests } from './block-requests.ts';
import { BlockStream } from './block-stream.ts';
import {
  BLOCK_BYTES,
  MESSAGE,
  REQUEST_BYTES,
  encodeExtensionHandshake,
  encodeHandshake,
  encodeMessage,
  requestQueueOf,
} from './peer-messages.ts';
import { TorrentContent } from './torrent-content.ts';

/** Fits the cache of a core, and makes a read of many blocks. */
const READ_BUFFER_BYTES = 256 * 1024;
/** What libtorrent takes a peer to queue that does not say. */
const DEFAULT_REQUEST_QUEUE = 250;
/** A seed that is asked for exactly as much as it says may drop the last request (Transmission). */
const SAFE_SHARE = 0.9;
/** One block in so many is compared. */
const SAMPLE_EVERY = 256;
/** So long without a byte, requests are taken to be dropped. */
const STALL_MS = 5_000;
const REDIAL_MS = 50;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { peer: { type: 'string' }, window: { type: 'string', default: '500' } },
});
const [torrentPath = '', folder = ''] = positionals;
const content = new TorrentContent(torrentPath, folder);
const requests = new BlockRequests(content);
const expected = Buffer.alloc(BLOCK_BYTES);
let lastBlockAt = 0;
let samples = 0;

/** One connection: messages in, requests out after every read. */
class Draining {
  private readonly socket: Socket;
  private window = Math.min(DEFAULT_REQUEST_QUEUE, Number(values.window));
  private isChoked = true;
  private readonly stream = new BlockStream({
    onHandshake: () => this.greet(),
    onMessage: (id, payload) => this.onMessage(id, payload),
    wantsSample: (piece, begin) => this.numberOf(piece, begin) % SAMPLE_EVERY === 0,
    onBlock: (piece, begin, _length, sample) => this.onBlock(piece, begin, sample),
  });

  constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.write(encodeHandshake(content.infoHash));
  }

  receive(bytes: Buffer): void {
    this.stream.consume(bytes);
    this.topUp();
  }

  /** Asks again for what did not come. */
  retry(): void {
    if (this.isChoked || requests.outstanding === 0) return;
    say({ event: 'stall' });
    requests.forget();
    this.topUp();
  }

  /** Not with the handshake: aria2 hangs up on a peer whose first bytes are more than that. */
  private greet(): void {
    const interested = encodeMessage(MESSAGE.interested);
    this.socket.write(Buffer.concat([encodeExtensionHandshake(DEFAULT_REQUEST_QUEUE), interested]));
  }

  private onMessage(id: number, payload: Buffer): void {
    if (id === MESSAGE.unchoke) this.isChoked = false;
    if (id === MESSAGE.choke) {
      this.isChoked = true;
      requests.forget();
    }
    if (id === MESSAGE.extended) {
      const queue = requestQueueOf(payload);
      if (queue === null) return;
      this.window = Math.min(Math.floor(queue * SAFE_SHARE), Number(values.window));
    }
  }

  private onBlock(piece: number, begin: number, sample: Buffer | null): void {
    const now = monotonicMs();
    if (lastBlockAt === 0) say({ event: 'first', at: now });
    lastBlockAt = now;
    if (sample !== null) compare(piece, begin, sample);
    if (requests.receive(this.numberOf(piece, begin)) && requests.isComplete) {
      say({ event: 'complete', at: now, samples });
    }
  }

  private topUp(): void {
    const room = this.window - requests.outstanding;
    if (this.isChoked || room <= 0) return;
    const bytes = Buffer.alloc(room * REQUEST_BYTES);
    let end = 0;
    while (end < bytes.length) {
      const number = requests.next();
      if (number < 0) break;
      this.writeRequest(bytes, end, number);
      end += REQUEST_BYTES;
    }
    if (end > 0) this.socket.write(bytes.subarray(0, end));
  }

  private writeRequest(target: Buffer, at: number, number: number): void {
    const piece = Math.floor(number / content.blocksPerPiece);
    const block = number % content.blocksPerPiece;
    target.writeUInt32BE(REQUEST_BYTES - 4, at);
    target[at + 4] = MESSAGE.request;
    target.writeUInt32BE(piece, at + 5);
    target.writeUInt32BE(block * BLOCK_BYTES, at + 9);
    target.writeUInt32BE(content.bytesOfBlock(piece, block), at + 13);
  }

  private numberOf(piece: number, begin: number): number {
    return piece * content.blocksPerPiece + begin / BLOCK_BYTES;
  }
}

function compare(piece: number, begin: number, sample: Buffer): void {
  const wanted = expected.subarray(0, sample.length);
  content.read(piece * content.pieceLength + begin, wanted);
  if (!wanted.equals(sample)) {
    console.error(`Piece ${piece} has wrong bytes at ${begin}.`);
    process.exit(1);
  }
  samples += 1;
}

/** Connects again and again until everything is there. */
async function drain(host: string, port: number): Promise<void> {
  while (!requests.isComplete) {
    await new Promise<void>((resolve) => {
      let draining: Draining | null = null;
      const buffer = Buffer.alloc(READ_BUFFER_BYTES);
      const onread = {
        buffer,
        callback: (count: number): boolean => {
          draining?.receive(buffer.subarray(0, count));
          return true;
        },
      };
      const socket = connect({ host, port, onread });
      const stallTimer = setInterval(() => {
        if (monotonicMs() - lastBlockAt > STALL_MS) draining?.retry();
      }, STALL_MS);
      socket.on('error', () => {});
      socket.once('connect', () => (draining = new Draining(socket)));
      socket.once('close', () => {
        clearInterval(stallTimer);
        requests.forget();
        resolve();
      });
    });
    await sleep(REDIAL_MS);
  }
}

function say(message: object): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

const [host = '', port = ''] = (values.peer ?? '').split(':');
await drain(host, Number(port));
