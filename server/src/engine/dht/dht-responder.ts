/**
 * Answers the queries of other nodes (BEP 5, 32, 33, 42, 44, 51): which nodes are close, who has a torrent, who
 * announces, what is stored.
 * It knows neither sockets nor the routing table, which it sees through `RoutingView`; whether an asker is listened
 * to at all is for source-limits.ts and send-budget.ts, and a read-only node (BEP 43) asks it nothing.
 *
 * Invariant: what strangers put in is bounded and comes from addresses that a token proved, no answer is longer than
 * it may be, and none tells an address further inside than the asker is: neighbours of this node are nothing that
 * the internet should know.
 */
import type { PeerEndpoint } from '../core/messages.ts';
import type { Clock } from '../core/clock.ts';
import type { Random } from '../core/random.ts';
import { addressScope, isDialablePeer, strangerPeerRules } from '../net/address-rules.ts';
import { addressFamily, type AddressFamily } from '../net/address.ts';
import { isServicePort } from '../net/blocked-ports.ts';
import { AnswerRoom, MAX_ANSWER_BYTES } from './answer-room.ts';
import { ID_BYTES } from './dht-limits.ts';
import type { DhtMessageError } from './dht-message-error.ts';
import type {
  AnnouncePeerQuestion,
  DhtErrorMessage,
  DhtItem,
  DhtMessage,
  DhtNode,
  DhtQuery,
  DhtQuestion,
  DhtResponse,
  GetPeersQuestion,
  GetQuestion,
  PutQuestion,
  WantedFamilies,
} from './dht-message.ts';
import { DEFAULT_MAX_ITEMS, ItemStore, type PutRefusal, type StoredItem } from './item-store.ts';
import { DEFAULT_PEER_STORE_LIMITS, PeerStore, type PeerStoreLimits } from './peer-store.ts';
import { refusedQueryId } from './read-dht-message.ts';
import { immutableTarget, mutableTarget } from './signed-item.ts';
import { distanceBits } from './storage-importance.ts';
import { WriteTokens } from './write-tokens.ts';

/** K of BEP 5. */
const CLOSEST_NODES = 8;
/** libtorrent's figure. */
const MAX_PEERS_TOLD = 100;
const EXPIRY_INTERVAL_MS = 60_000;
/** While there are peers, samples or the like to tell, nodes get so much of the room at most. */
const SHARED_ROOM = 1 / 2;

const PUT_REFUSALS: Readonly<Record<PutRefusal, Refusal>> = {
  'negative-sequence': { code: 203, text: 'Negative sequence number' },
  'wrong-signature': { code: 206, text: 'Invalid signature' },
  'other-version': { code: 301, text: 'CAS mismatch' },
  'old-sequence': { code: 302, text: 'Sequence number less than current' },
  'no-room': { code: 202, text: 'No room for more' },
};

/** What the answers need of the routing table. */
export interface RoutingView {
  ownId(family: AddressFamily): Uint8Array;
  /** The nodes of this family closest to the target, closest first, so many at most. */
  closest(target: Uint8Array, family: AddressFamily, count: number): readonly DhtNode[];
}

export interface DhtResponderOptions {
  clock: Clock;
  random: Random;
  view: RoutingView;
  /** Client and version as answers say them. */
  version: Uint8Array | null;
  peerLimits?: PeerStoreLimits;
  maxItems?: number;
}

/** What answers hold beside the envelope. */
type Content = Partial<Omit<DhtResponse, 'kind' | 'transactionId' | 'version' | 'id'>>;
type Refusal = Pick<DhtErrorMessage, 'code' | 'text'>;
type SampleQuestion = Extract<DhtQuestion, { method: 'sample_infohashes' }>;

const INVALID_TOKEN: Refusal = { code: 203, text: 'Invalid token' };

export class DhtResponder {
  readonly #options: DhtResponderOptions;
  readonly #tokens: WriteTokens;
  readonly #peers: PeerStore;
  readonly #items: ItemStore;
  #expiredAt: number;

  constructor(options: DhtResponderOptions) {
    const { clock, random, view } = options;
    this.#options = options;
    this.#tokens = new WriteTokens(clock, random);
    const distanceTo = (target: Uint8Array): number =>
      Math.min(...([4, 6] as const).map((family) => distanceBits(target, view.ownId(family))));
    const limits = options.peerLimits ?? DEFAULT_PEER_STORE_LIMITS;
    this.#peers = new PeerStore({ clock, random, distanceTo, limits });
    const maxItems = options.maxItems ?? DEFAULT_MAX_ITEMS;
    this.#items = new ItemStore({ clock, distanceTo, maxItems });
    this.#expiredAt = clock.now();
  }

  /** What strangers stored here. */
  get stored(): { torrents: number; peers: number; items: number } {
    const { torrents, peers } = this.#peers;
    return { torrents, peers, items: this.#items.size };
  }

  /** The answer to a query from this endpoint, of `maxBytes` at most as far as it can be shortened. */
  answer(query: DhtQuery, from: PeerEndpoint, maxBytes: number = MAX_ANSWER_BYTES): DhtMessage {
    this.#expire();
    const { version } = this.#options;
    const envelopeBytes = query.transactionId.length + (version?.length ?? 0);
    const content = this.#contentFor(query.question, from, new AnswerRoom(maxBytes, envelopeBytes));
    const envelope = { transactionId: query.transactionId, version, externalAddress: from };
    if ('code' in content) return { kind: 'error', ...envelope, ...content };
    return {
      kind: 'response',
      ...envelope,
      id: this.#options.view.ownId(addressFamily(from.address)),
      nodes: [],
      peers: [],
      token: null,
      scrape: null,
      item: null,
      samples: null,
      ...content,
    };
  }

  /** The error for a query that cannot be read; null for a packet that is none. */
  refuse(packet: Uint8Array, error: DhtMessageError, from: PeerEndpoint): DhtErrorMessage | null {
    const transactionId = refusedQueryId(packet);
    if (transactionId === null) return null;
    const codes: Partial<Record<string, number>> = { 'item-too-big': 205, 'salt-too-big': 207 };
    const code = codes[error.code] ?? 203;
    const { version } = this.#options;
    const envelope = { transactionId, version, externalAddress: from };
    return { kind: 'error', ...envelope, code, text: error.message };
  }

  #contentFor(question: DhtQuestion, from: PeerEndpoint, room: AnswerRoom): Content | Refusal {
    switch (question.method) {
      case 'ping':
        return {};
      case 'find_node':
        return { nodes: this.#nodes(question.target, question.want, from, room, 1) };
      case 'get_peers':
        return this.#peersFor(question, from, room);
      case 'announce_peer':
        return this.#store(question, from);
      case 'get':
        return this.#itemFor(question, from, room);
      case 'put':
        return this.#keep(question, from);
      case 'sample_infohashes':
        return this.#samplesFor(question, from, room);
      case 'unknown':
      default:
        return this.#unknown(question.target, from, room);
    }
  }

  #peersFor(question: GetPeersQuestion, from: PeerEndpoint, room: AnswerRoom): Content {
    const { infoHash, want, withoutSeeds } = question;
    const family = addressFamily(from.address);
    const token = this.#peers.accepts(infoHash, from.address)
      ? this.#tokens.tokenFor(from.address, infoHash)
      : null;
    const known = question.wantsScrape ? this.#peers.scrape(infoHash) : null;
    const scrape = known !== null && room.takeScrape() ? known : null;
    const pick = { family, withoutSeeds, askedFrom: addressScope(from.address) };
    const found = this.#peers.pick(infoHash, { ...pick, count: MAX_PEERS_TOLD });
    // Who looks for peers needs both: peers to dial, and nodes to come closer.
    const nodes = this.#nodes(infoHash, want, from, room, found.length > 0 ? SHARED_ROOM : 1);
    const peers = found.slice(0, room.takePeers(family, found.length));
    return { nodes, peers, token, scrape };
  }

  #store(question: AnnouncePeerQuestion, from: PeerEndpoint): Content | Refusal {
    const { infoHash, token, isPortImplied, isSeed } = question;
    if (!this.#tokens.isValid(token, from.address, infoHash)) {
      return INVALID_TOKEN;
    }
    const port = isPortImplied ? from.port : question.port;
    if (isServicePort(port)) return { code: 203, text: 'Invalid port' };
    const isStored = this.#peers.announce(infoHash, { address: from.address, port }, isSeed);
    return isStored ? {} : { code: 202, text: 'No room for more' };
  }

  #itemFor(question: GetQuestion, from: PeerEndpoint, room: AnswerRoom): Content {
    const { target, want, sequence } = question;
    const token = this.#tokens.tokenFor(from.address, target);
    const stored = this.#items.get(target);
    const item = stored === null ? null : toldItem(stored, sequence, room);
    return { token, item, nodes: this.#nodes(target, want, from, room, 1) };
  }

  #keep({ token, value, signed }: PutQuestion, from: PeerEndpoint): Content | Refusal {
    const target =
      signed === null ? immutableTarget(value) : mutableTarget(signed.key, signed.salt);
    if (!this.#tokens.isValid(token, from.address, target)) return INVALID_TOKEN;
    const refusal =
      signed === null
        ? this.#items.putImmutable(value, from.address)
        : this.#items.putMutable({ ...signed, value }, signed.over, from.address);
    return refusal === null ? {} : PUT_REFUSALS[refusal];
  }

  #samplesFor(question: SampleQuestion, from: PeerEndpoint, room: AnswerRoom): Content {
    const nodes = this.#nodes(question.target, question.want, from, room, SHARED_ROOM);
    const samples = this.#peers.samples();
    const count = room.takeSamples(samples.infoHashes.length / ID_BYTES);
    const infoHashes = samples.infoHashes.subarray(0, count * ID_BYTES);
    return { nodes, samples: { ...samples, infoHashes } };
  }

  /** libtorrent's rule for methods that are not known: with a target they are answered as find_node. */
  #unknown(target: Uint8Array | null, from: PeerEndpoint, room: AnswerRoom): Content | Refusal {
    if (target === null) return { code: 204, text: 'Method unknown' };
    return { nodes: this.#nodes(target, null, from, room, 1) };
  }

  /** Close nodes of the families that are wanted (BEP 32), those of the asker's own first. */
  #nodes(
    target: Uint8Array,
    want: WantedFamilies,
    from: PeerEndpoint,
    room: AnswerRoom,
    share: number,
  ): DhtNode[] {
    const own = addressFamily(from.address);
    const wanted = want ?? [own];
    const families = ([own, own === 4 ? 6 : 4] as const).filter((one) => wanted.includes(one));
    const rules = strangerPeerRules(from.address);
    return families.flatMap((family) => {
      const nodes = this.#options.view.closest(target, family, CLOSEST_NODES);
      const told = nodes.filter((node) => isDialablePeer(node, rules));
      return told.slice(0, room.takeNodes(family, told.length, share));
    });
  }

  #expire(): void {
    const now = this.#options.clock.now();
    if (now - this.#expiredAt < EXPIRY_INTERVAL_MS) return;
    this.#expiredAt = now;
    this.#peers.expire();
    this.#items.expire();
  }
}

/** Who has the newest, or asks where there is no room for it, hears the sequence number alone. */
function toldItem(stored: StoredItem, known: bigint | null, room: AnswerRoom): DhtItem | null {
  const isMutable = stored.kind === 'mutable';
  const sequence = isMutable ? stored.sequence : null;
  const isNews = known === null || sequence === null || sequence > known;
  if (isNews && room.takeItem(stored.value.length)) {
    const { key, signature } = isMutable ? stored : { key: null, signature: null };
    return { value: stored.value, sequence, key, signature };
  }
  return isMutable ? { value: null, sequence, key: null, signature: null } : null;
}
