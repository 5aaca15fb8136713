/** Two nodes of a DHT that know each other and nobody else, on this machine: one of ours and one of libtorrent. */
import { systemClock } from '../../server/src/engine/core/clock.ts';
import { silentLogger } from '../../server/src/engine/core/logger.ts';
import { systemRandom } from '../../server/src/engine/core/random.ts';
import type { DhtQuestion, DhtResponse } from '../../server/src/engine/dht/dht-message.ts';
import { Dht } from '../../server/src/engine/dht/index.ts';
import { readDhtMessage } from '../../server/src/engine/dht/read-dht-message.ts';
import { writeDhtMessage } from '../../server/src/engine/dht/write-dht-message.ts';
import { endpointKey, type AddressFamily } from '../../server/src/engine/net/address.ts';
import { openDatagramSocket } from '../../server/src/engine/net/datagram-socket.ts';
import { createHostLookup } from '../../server/src/engine/net/host-lookup.ts';
import { waitUntil } from '../support/wait-until.ts';
import { LibtorrentNode } from './libtorrent-node.ts';

const HOSTS: Readonly<Record<AddressFamily, string>> = { 4: '127.0.0.1', 6: '::1' };
const ANSWER_TIMEOUT_MS = 10_000;
/** Of the asker in `ask`. */
const ASKER_ID = new Uint8Array(20).fill(0x42);

export class NodePair implements AsyncDisposable {
  readonly host: string;
  readonly ours: Dht;
  /** The port of our node. */
  readonly port: number;
  readonly theirs: LibtorrentNode;
  readonly #resources: AsyncDisposableStack;

  private constructor(
    parts: Pick<NodePair, 'host' | 'ours' | 'port' | 'theirs'>,
    resources: AsyncDisposableStack,
  ) {
    this.host = parts.host;
    this.ours = parts.ours;
    this.port = parts.port;
    this.theirs = parts.theirs;
    this.#resources = resources;
  }

  static async start(family: AddressFamily): Promise<NodePair> {
    await using resources = new AsyncDisposableStack();
    const host = HOSTS[family];
    const theirs = resources.use(await LibtorrentNode.start(host));
    const socket = await openDatagramSocket({ host, port: 0 });
    resources.defer(() => socket.close());
    const ours = new Dht({
      clock: systemClock,
      random: systemRandom,
      logger: silentLogger,
      socket,
      families: [family],
      routers: [endpointKey({ address: host, port: theirs.port })],
      isReadOnly: false,
      state: null,
      uploadBytesPerSecond: 100_000,
      resolve: createHostLookup(systemClock),
      mayTalkTo: () => true,
    });
    ours.start();
    resources.defer(() => ours.stop());
    await theirs.join(socket.port);
    await waitUntil(() => ours.status().families[0]!.nodes > 0, {
      timeoutMs: ANSWER_TIMEOUT_MS,
      what: 'our node to know the other',
    });
    return new NodePair({ host, ours, port: socket.port, theirs }, resources.move());
  }

  /** Asks one of them a question, as a third one that answers nothing. */
  async ask(port: number, question: DhtQuestion): Promise<DhtResponse> {
    const socket = await openDatagramSocket({ host: this.host, port: 0 });
    try {
      return await new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error('no answer')), ANSWER_TIMEOUT_MS);
        socket.onMessage((packet) => {
          const message = readDhtMessage(packet);
          if (message.kind === 'query') return; // it asks back
          clearTimeout(timer);
          if (message.kind === 'response') resolve(message);
          else reject(new Error(`error ${message.code}: ${message.text}`));
        });
        const envelope = { transactionId: Buffer.from('aa'), version: null, isReadOnly: true };
        const packet = writeDhtMessage({ kind: 'query', ...envelope, question });
        socket.send(packet, port, this.host);
      });
    } finally {
      await socket.close();
    }
  }

  /** Asks one of them for peers, or for what they are. */
  getPeers(port: number, infoHash: Uint8Array, wantsScrape = false): Promise<DhtResponse> {
    const flags = { want: null, withoutSeeds: false, wantsScrape };
    return this.ask(port, { method: 'get_peers', id: ASKER_ID, infoHash, ...flags });
  }

  /** Announces a seed of this port to our node. */
  async announceToOurs(infoHash: Uint8Array, port: number): Promise<void> {
    const { token } = await this.getPeers(this.port, infoHash);
    const seed = { infoHash, port, isPortImplied: false, isSeed: true };
    await this.ask(this.port, { method: 'announce_peer', id: ASKER_ID, ...seed, token: token! });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources.disposeAsync();
  }
}
