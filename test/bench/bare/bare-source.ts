/**
 * `node bare-source.ts TORRENT FOLDER [--peer HOST:PORT] [--connections N] [--listen PORT]`
 *
 * A seed that does nothing but serve: the content is in memory as ready messages, nothing is choked, counted
 * or limited, so that the client at the other end is what is measured. It connects to the peer, N times from
 * as many loopback addresses, as soon as a line comes in, and again until the peer takes it; or it listens.
 *
 * Prints a JSON object a line: {"event": "ready"}, {"event": "first", "at": ...} when the first block leaves.
 */
import { once } from 'node:events';
import { type Socket, connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { monotonicMs } from '../clock.ts';
import { FramedContent } from './framed-content.ts';
import {
  HANDSHAKE_BYTES,
  LENGTH_BYTES,
  MESSAGE,
  encodeExtensionHandshake,
  encodeHandshake,
  encodeMessage,
} from './peer-messages.ts';
import { TorrentContent } from './torrent-content.ts';

/** As many as libtorrent takes. */
const REQUEST_QUEUE = 2_000;
/** What is given to the system at a time: enough that the next requests are there when it is gone. */
const MAX_WRITE_BYTES = 8 * 1024 * 1024;
const REDIAL_MS = 50;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    peer: { type: 'string' },
    connections: { type: 'string', default: '1' },
    listen: { type: 'string' },
  },
});
const [torrentPath = '', folder = ''] = positionals;
const content = new TorrentContent(torrentPath, folder);
const framed = new FramedContent(content);
const greeting = Buffer.concat([encodeExtensionHandshake(REQUEST_QUEUE), fullBitfield()]);
let hasSent = false;

function fullBitfield(): Buffer {
  const bits = Buffer.alloc(Math.ceil(content.pieceCount / 8), 0xff);
  const spareBits = bits.length * 8 - content.pieceCount;
  bits[bits.length - 1]! &= 0xff << spareBits;
  return encodeMessage(MESSAGE.bitfield, bits);
}

/** One connection: requests in, spans of ready messages out, one write at a time. */
class ServedPeer {
  private readonly socket: Socket;
  private unread: Buffer = Buffer.alloc(0);
  private isGreeted = false;
  /** Spans that are asked for and not written: starts and ends, side by side. */
  private starts: number[] = [];
  private ends: number[] = [];
  private isWriting = false;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.on('data', (bytes: Buffer) => this.receive(bytes));
    socket.write(encodeHandshake(content.infoHash));
  }

  private receive(bytes: Buffer): void {
    const all = this.unread.length === 0 ? bytes : Buffer.concat([this.unread, bytes]);
    let at = 0;
    if (!this.isGreeted && all.length >= HANDSHAKE_BYTES) {
      this.isGreeted = true;
      at = HANDSHAKE_BYTES;
      // Not before: aria2 hangs up on a peer whose first bytes are more than a handshake.
      this.socket.write(greeting);
    }
    while (this.isGreeted && all.length - at >= LENGTH_BYTES) {
      const end = at + LENGTH_BYTES + all.readUInt32BE(at);
      if (end > all.length) break;
      if (end > at + LENGTH_BYTES) this.handle(all, at + LENGTH_BYTES);
      at = end;
    }
    this.unread = all.subarray(at);
    this.flush();
  }

  private handle(bytes: Buffer, at: number): void {
    if (bytes[at] === MESSAGE.interested) this.socket.write(encodeMessage(MESSAGE.unchoke));
    if (bytes[at] !== MESSAGE.request) return;
    const span = framed.spanOf(
      bytes.readUInt32BE(at + 1),
      bytes.readUInt32BE(at + 5),
      bytes.readUInt32BE(at + 9),
    );
    if (span === null) {
      console.error('A peer asked for something that is no block.');
      this.socket.destroy();
    } else if (this.ends.at(-1) === span.start) {
      this.ends[this.ends.length - 1] = span.end;
    } else {
      this.starts.push(span.start);
      this.ends.push(span.end);
    }
  }

  private flush(): void {
    if (this.isWriting || this.starts.length === 0 || this.socket.destroyed) return;
    this.isWriting = true;
    if (!hasSent) say({ event: 'first', at: monotonicMs() });
    hasSent = true;
    const spans = this.takeSpans();
    this.socket.cork();
    spans.forEach((span, index) => {
      const isLast = index === spans.length - 1;
      this.socket.write(span, isLast ? () => this.onWritten() : undefined);
    });
    this.socket.uncork();
  }

  private onWritten(): void {
    this.isWriting = false;
    this.flush();
  }

  /** The oldest spans, as many bytes as one write has. */
  private takeSpans(): Buffer[] {
    const spans: Buffer[] = [];
    let left = MAX_WRITE_BYTES;
    let taken = 0;
    while (taken < this.starts.length && left > 0) {
      const start = this.starts[taken]!;
      const end = Math.min(this.ends[taken]!, start + left);
      spans.push(framed.bytes.subarray(start, end));
      left -= end - start;
      if (end === this.ends[taken]) taken += 1;
      else this.starts[taken] = end;
    }
    this.starts = this.starts.slice(taken);
    this.ends = this.ends.slice(taken);
    return spans;
  }
}

/** Never ends: a peer that hangs up is called again. */
async function dial(host: string, port: number, localAddress: string | undefined): Promise<never> {
  for (;;) {
    await new Promise<void>((resolve) => {
      const socket = connect({ host, port, ...(localAddress !== undefined && { localAddress }) });
      socket.on('error', () => {});
      socket.once('connect', () => new ServedPeer(socket));
      socket.once('close', () => resolve());
    });
    await sleep(REDIAL_MS);
  }
}

function say(message: object): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

if (values.listen !== undefined) {
  createServer((socket) => new ServedPeer(socket)).listen(Number(values.listen), '127.0.0.1');
}
say({ event: 'ready' });
if (values.peer !== undefined) {
  await once(process.stdin, 'data');
  const [host = '', port = ''] = values.peer.split(':');
  const count = Number(values.connections);
  for (let index = 0; index < count; index += 1) {
    // All of 127.0.0.0/8 is this machine: clients that keep one connection to an address take them all.
    void dial(host, Number(port), count === 1 ? undefined : `127.0.0.${index + 2}`);
  }
}
