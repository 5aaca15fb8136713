/**
 * The tracker of the demo: HTTP announces of BEP 3 with compact IPv4 answers (BEP 23), for clients on this
 * machine only. Forgets a peer when it says `stopped` or has been silent for two intervals.
 */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Long enough that clients ask once in a demo, since all are there from the begin. */
const INTERVAL_SECONDS = 300;

interface AnnouncedPeer {
  port: number;
  isSeed: boolean;
  seenAt: number;
}

interface Announce {
  infoHash: string;
  port: number;
  left: number;
  event: string;
}

export class DemoTracker {
  readonly #swarms = new Map<string, Map<number, AnnouncedPeer>>();
  readonly #advertisedPort: (port: number) => number;
  readonly #server: Server;

  /** `advertisedPort` tells under which port a peer is made known: its own, or that of a line to it. */
  constructor(advertisedPort: (port: number) => number) {
    this.#advertisedPort = advertisedPort;
    this.#server = createServer((request, response) => {
      const announce = readAnnounce(request);
      response.setHeader('content-type', 'text/plain');
      response.end(announce ? this.#answer(announce) : failure('This is no announce.'));
    });
  }

  /** Listens on a free port of the loopback and resolves with the announce address. */
  async start(): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}/announce`;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #answer({ infoHash, port, left, event }: Announce): Buffer {
    const swarm = this.#swarms.get(infoHash) ?? new Map<number, AnnouncedPeer>();
    this.#swarms.set(infoHash, swarm);
    forgetSilent(swarm);
    if (event === 'stopped') swarm.delete(port);
    else swarm.set(port, { port, isSeed: left === 0, seenAt: Date.now() });
    const others = [...swarm.values()].filter((peer) => peer.port !== port);
    // A seed needs no addresses: those who want its pieces come to it.
    const peers = left === 0 ? [] : others.map((peer) => this.#advertisedPort(peer.port));
    return announceAnswer([...swarm.values()], peers);
  }
}

function forgetSilent(swarm: Map<number, AnnouncedPeer>): void {
  const oldest = Date.now() - 2 * INTERVAL_SECONDS * 1000;
  for (const [port, peer] of swarm) if (peer.seenAt < oldest) swarm.delete(port);
}

function readAnnounce({ url = '' }: IncomingMessage): Announce | null {
  const { pathname, searchParams } = new URL(url, 'http://127.0.0.1');
  // The hash is bytes, percent-encoded: URLSearchParams would read it as UTF-8 and lose some.
  const infoHash = /[?&]info_hash=([^&#]*)/.exec(url)?.[1];
  const port = Number(searchParams.get('port'));
  if (pathname !== '/announce' || !infoHash || !Number.isInteger(port) || port < 1) return null;
  return {
    infoHash: decodeBytes(infoHash),
    port,
    left: Number(searchParams.get('left') ?? 1),
    event: searchParams.get('event') ?? '',
  };
}

/** One character a byte, so that two spellings of one hash are equal. */
function decodeBytes(text: string): string {
  return text.replaceAll(/%([0-9a-f]{2})/gi, (_match, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/** Bencoded, keys in order. */
function announceAnswer(swarm: AnnouncedPeer[], ports: number[]): Buffer {
  const seeds = swarm.filter((peer) => peer.isSeed).length;
  const compact = Buffer.alloc(ports.length * 6);
  ports.forEach((port, index) => {
    compact.set([127, 0, 0, 1], index * 6);
    compact.writeUInt16BE(port, index * 6 + 4);
  });
  const counts = `8:completei${seeds}e10:incompletei${swarm.length - seeds}e`;
  const head = `d${counts}8:intervali${INTERVAL_SECONDS}e5:peers${compact.length}:`;
  return Buffer.concat([Buffer.from(head), compact, Buffer.from('e')]);
}

function failure(reason: string): Buffer {
  return Buffer.from(`d14:failure reason${Buffer.byteLength(reason)}:${reason}e`);
}
