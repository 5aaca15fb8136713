/** As many nodes of ours as of libtorrent in one DHT, and what is asked of all of them. */
import { seededRandom } from '../../server/src/engine/core/random.ts';
import { endpointKey } from '../../server/src/engine/net/address.ts';
import { defaultEngineConfig } from '../../server/src/engine/session/engine-defaults.ts';
import { waitUntil } from '../support/wait-until.ts';
import { LibtorrentNodes, type WantedPeer } from './libtorrent-nodes.ts';
import {
  announce,
  knownNodes,
  look,
  startOwnNode,
  startOwnNodes,
  type OwnNode,
} from './own-nodes.ts';

/** Nodes that the others begin with; they are no part of what is measured. */
const ROUTERS = 4;
const FIRST_PORT = 20_000;
/** Searches by which each gets to know others, as those for a user's downloads do. */
const FIRST_SEARCHES = 2;
const FIRST_SEARCHES_SECONDS = 3;
/** Nodes of a hundred that each knows then. */
const OWN_KNOW = 40;
const OTHERS_KNOW = 24;
const JOINED_TIMEOUT_MS = 30_000;
/** An announce goes to 8 nodes. */
const LEAST_STORED = 5;
/** Nothing was stored for so long: all announces have come. */
const QUIET_MS = 500;
const STORED_TIMEOUT_MS = 15_000;
/** Nodes of each kind that look for one announce. */
const LOOKERS = 2;
/** What a node may have saved up of its rate before, and the last packet may overdraw it. */
const SAVED_SECONDS = 3;
const LARGEST_PACKET_BYTES = 1_500;
const WINDOW_SECONDS = 5;
/** Its dht_upload_rate_limit. */
const LIBTORRENT_BYTES_PER_SECOND = 8_000;

export interface PlannedAnnounce {
  kind: 'own' | 'libtorrent';
  /** Index of the node whose user announces it. */
  node: number;
  infoHash: Uint8Array;
  port: number;
  /** `address:port` of the peer that others are to find. */
  peer: string;
}

export interface SearchOutcome {
  /** Those that a looking node was not told of. */
  missedByOwn: string[];
  missedByOthers: string[];
  /** Of the searches of ours. */
  depths: number[];
  queries: number[];
  /** Peers that nobody announced for this hash, but that a node of ours was told of. */
  strangers: Set<string>;
}

export class DhtNetwork implements AsyncDisposable {
  readonly own: readonly OwnNode[];
  readonly others: LibtorrentNodes;
  readonly #routers: readonly OwnNode[];
  readonly #random = seededRandom(6);
  readonly #startedAtMs = performance.now();
  #nextPort = FIRST_PORT;

  private constructor(routers: OwnNode[], own: OwnNode[], others: LibtorrentNodes) {
    this.#routers = routers;
    this.own = own;
    this.others = others;
  }

  /** Resolves when every node knows enough others. */
  static async start(ofEachKind: number): Promise<DhtNetwork> {
    const addresses = Array.from({ length: ROUTERS }, (_, index) => `127.1.${200 + index}.1`);
    const routers = await Promise.all(addresses.map((address) => startOwnNode(address, [])));
    const [own, others] = await Promise.all([
      startOwnNodes(ofEachKind, routers),
      LibtorrentNodes.start(ofEachKind),
    ]);
    const network = new DhtNetwork(routers, own, others);
    await others.join(routers.map(({ endpoint }) => endpointKey(endpoint)));
    const searchOn = async (): Promise<boolean> => {
      await network.#lookAround();
      return network.#haveAllJoined();
    };
    await waitUntil(searchOn, { timeoutMs: JOINED_TIMEOUT_MS, what: 'all nodes to know others' });
    return network;
  }

  /** New downloads of so many nodes of each kind, the first at `from`. */
  plan(ofEachKind: number, from = 0): PlannedAnnounce[] {
    const own = this.own.slice(from, from + ofEachKind);
    const others = this.others.endpoints.slice(from, from + ofEachKind);
    return [
      ...own.map(({ endpoint: { address } }, index) => {
        const port = this.#nextPort++;
        return this.#planned('own', from + index, endpointKey({ address, port }));
      }),
      ...others.map((peer, index) => this.#planned('libtorrent', from + index, peer)),
    ];
  }

  /** Resolves when nothing more is stored. */
  async announceAll(planned: readonly PlannedAnnounce[]): Promise<void> {
    const storedBefore = await this.#stored();
    const announces = planned.filter(({ kind }) => kind === 'own');
    await this.others.announce(planned.filter(({ kind }) => kind === 'libtorrent'));
    await Promise.all(
      announces.map(({ node, infoHash, port }) => announce(this.own[node]!, infoHash, port)),
    );
    await this.#settle(storedBefore + planned.length * LEAST_STORED);
  }

  /** For each of them nodes of both kinds look; which ones is chance. */
  async lookForAll(announced: readonly PlannedAnnounce[]): Promise<SearchOutcome> {
    const outcome: SearchOutcome = {
      missedByOwn: [],
      missedByOthers: [],
      depths: [],
      queries: [],
      strangers: new Set(),
    };
    const wanted = announced.flatMap(({ infoHash, peer }) =>
      Array.from({ length: LOOKERS }, () => {
        const node = this.#random.below(this.own.length);
        return { node, infoHash, peer };
      }),
    );
    const [named] = await Promise.all([
      this.others.look(wanted),
      ...wanted.map((one) => this.#lookByOwn(one, outcome)),
    ]);
    const missed = wanted.filter(({ peer }, index) => !named[index]!.has(peer));
    outcome.missedByOthers.push(...missed.map(({ peer }) => peer));
    return outcome;
  }

  /** The most bytes that any node of ours sent in some seconds, and how many it may send in that time. */
  get busiest(): { bytes: number; allowedBytes: number } {
    const { dhtUploadBytesPerSecond: rate } = defaultEngineConfig();
    const sent = [...this.#routers, ...this.own].map((node) =>
      node.sent.mostBytesIn(WINDOW_SECONDS * 1_000),
    );
    const allowedBytes = rate * (WINDOW_SECONDS + SAVED_SECONDS) + LARGEST_PACKET_BYTES;
    return { bytes: Math.max(...sent), allowedBytes };
  }

  /** The most bytes that a node of libtorrent sent since the start, and how many are its limit. */
  async busiestOther(): Promise<{ bytes: number; allowedBytes: number }> {
    const { bytes_out: sent } = await this.others.traffic();
    const seconds = (performance.now() - this.#startedAtMs) / 1_000;
    const allowedBytes = LIBTORRENT_BYTES_PER_SECOND * (seconds + SAVED_SECONDS);
    return { bytes: Math.max(...sent), allowedBytes };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#routers, ...this.own].map((node) => node.close()));
    await this.others[Symbol.asyncDispose]();
  }

  async #lookAround(): Promise<void> {
    const searches = Array.from({ length: FIRST_SEARCHES * this.own.length }, (_, index) => ({
      node: index % this.own.length,
      infoHash: this.#random.bytes(20),
      peer: 'nobody',
    }));
    await Promise.all([
      this.others.look(searches, FIRST_SEARCHES_SECONDS),
      ...searches.map(({ node, infoHash }) => look(this.own[node]!, infoHash)),
    ]);
  }

  async #haveAllJoined(): Promise<boolean> {
    const others = await this.others.knownNodes();
    return (
      this.own.every((node) => knownNodes(node) >= OWN_KNOW) &&
      others.every((count) => count >= OTHERS_KNOW)
    );
  }

  #planned(kind: PlannedAnnounce['kind'], node: number, peer: string): PlannedAnnounce {
    const port = Number(peer.slice(peer.lastIndexOf(':') + 1));
    return { kind, node, infoHash: this.#random.bytes(20), port, peer };
  }

  async #lookByOwn({ node, infoHash, peer }: WantedPeer, outcome: SearchOutcome): Promise<void> {
    const { result, peers } = await look(this.own[node]!, infoHash);
    if (!peers.delete(peer)) outcome.missedByOwn.push(peer);
    outcome.depths.push(result.depth);
    outcome.queries.push(result.queries);
    for (const stranger of peers) outcome.strangers.add(stranger);
  }

  /** Peers that all nodes keep for others. */
  async #stored(): Promise<number> {
    const { peers } = await this.others.traffic();
    const own = this.own.map(({ dht }) => dht.status().storedPeers);
    return [...peers, ...own].reduce((sum, count) => sum + count, 0);
  }

  async #settle(least: number): Promise<void> {
    let before = -1;
    const isQuiet = async (): Promise<boolean> => {
      const stored = await this.#stored();
      const isSame = stored === before && stored >= least;
      before = stored;
      return isSame;
    };
    await waitUntil(isQuiet, {
      timeoutMs: STORED_TIMEOUT_MS,
      intervalMs: QUIET_MS,
      what: 'all announces to be stored',
    });
  }
}
