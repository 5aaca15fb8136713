/**
 * The DHT over the shared UDP port: takes its packets apart, answers questions, hands answers to those who asked, and
 * offers searches for peers. One node of ours in each address family (dht-family.ts), both on one port.
 *
 * Invariant: whatever comes in, it sends no more than `uploadBytesPerSecond` (three seconds of which may be saved up), and
 * what it keeps is bounded. Our own questions have half of that whatever strangers ask, and what answers leave.
 */
import type { DhtRefusals, DhtStatus, PeerEndpoint } from '../core/messages.ts';
import { addressFamily, type AddressFamily } from '../net/address.ts';
import { addressGrouping } from './address-groups.ts';
import { CLIENT_VERSION } from './client-version.ts';
import { DhtFamily } from './dht-family.ts';
import { DhtMessageError } from './dht-message-error.ts';
import type { DhtMessage, DhtNode, DhtQuery } from './dht-message.ts';
import type { DhtLookup, DhtLookupOptions, DhtLookupResult, DhtOptions } from './dht-options.ts';
import { DhtResponder } from './dht-responder.ts';
import { DhtRpc } from './dht-rpc.ts';
import type { DhtService } from './dht-service.ts';
import { readDhtState, writeDhtState } from './dht-state.ts';
import {
  ItemLookup,
  nameOf,
  type ItemLookupResult,
  type ItemName,
  type ItemToPut,
} from './item-lookup.ts';
import type { StoredItem } from './item-store.ts';
import { LookupTally } from './lookup-tally.ts';
import { PeerLookup } from './peer-lookup.ts';
import { readDhtMessage } from './read-dht-message.ts';
import { ScrapeLookup, type DhtScrapeResult } from './scrape-lookup.ts';
import { SendBudget } from './send-budget.ts';
import { SourceLimits } from './source-limits.ts';
import { writeDhtMessage } from './write-dht-message.ts';

/** `d`: a bencoded dictionary. Packets of trackers and of uTP begin with a byte below 0x60. */
const FIRST_BYTE = 0x64;
const QUESTIONS_SHARE = 1 / 2;

interface Lookup {
  cancel(): void;
}

export class Dht implements DhtService {
  readonly #options: DhtOptions;
  readonly #families: ReadonlyMap<AddressFamily, DhtFamily>;
  readonly #rpc: DhtRpc;
  readonly #responder: DhtResponder;
  readonly #sources: SourceLimits;
  readonly #budget: SendBudget;
  readonly #tally = new LookupTally();
  readonly #lookups = new Set<Lookup>();
  readonly #counts = { queriesIn: 0, bytesIn: 0, bytesOut: 0 };
  readonly #refused: DhtRefusals = {
    rateLimited: 0,
    blocked: 0,
    malformed: 0,
    unasked: 0,
    overBudget: 0,
  };
  #stopListening: (() => void) | null = null;

  constructor(options: DhtOptions) {
    const { clock, random, isReadOnly, uploadBytesPerSecond, loopbackActsPublic = false } = options;
    this.#options = options;
    this.#budget = new SendBudget(clock, uploadBytesPerSecond);
    this.#sources = new SourceLimits(clock, addressGrouping(loopbackActsPublic));
    const questions = new SendBudget(clock, uploadBytesPerSecond * QUESTIONS_SHARE);
    this.#rpc = new DhtRpc({
      clock,
      random,
      isReadOnly,
      send: (packet, to, onError) => this.#send(packet, to, onError),
      takeBudget: (bytes) =>
        this.#budget.takeSpare(bytes) || (questions.take(bytes) && this.#budget.take(bytes)),
    });
    this.#families = this.#makeFamilies();
    this.#responder = new DhtResponder({
      clock,
      random,
      version: CLIENT_VERSION,
      view: {
        ownId: (family) => this.#anyFamily(family).ownId,
        closest: (target, family, count) =>
          this.#families.get(family)?.closest(target, count) ?? [],
      },
    });
  }

  start(): void {
    if (this.#stopListening !== null) return;
    this.#stopListening = this.#options.socket.onMessage((packet, port, address) =>
      this.#receive(packet, { address, port }),
    );
    for (const family of this.#families.values()) family.start();
  }

  stop(): void {
    this.#stopListening?.();
    this.#stopListening = null;
    for (const lookup of this.#lookups) lookup.cancel();
    for (const family of this.#families.values()) family.stop();
    this.#rpc.stop();
  }

  addNode(endpoint: PeerEndpoint): void {
    if (this.#stopListening === null) return;
    this.#families.get(addressFamily(endpoint.address))?.addNode(endpoint);
  }

  lookup(infoHash: Uint8Array, options: DhtLookupOptions): DhtLookup {
    const families = this.#running;
    const lookup = new PeerLookup({ ...options, infoHash, families, rpc: this.#rpc });
    this.#lookups.add(lookup);
    lookup.start();
    const done = lookup.done.then((result) => this.#count(lookup, result, options));
    return { cancel: () => lookup.cancel(), done };
  }

  /** Looks for an item (BEP 44). Null: nobody near its target has one that is right. */
  async get(name: ItemName): Promise<StoredItem | null> {
    return (await this.#lookUpItem(name, null)).item;
  }

  /** Puts an item at the nodes closest to its target, where it stays for two hours. */
  put(item: ItemToPut): Promise<ItemLookupResult> {
    return this.#lookUpItem(nameOf(item), item);
  }

  /** Estimates how many seed and download a torrent (BEP 33). */
  async scrape(infoHash: Uint8Array): Promise<DhtScrapeResult> {
    const lookup = new ScrapeLookup({ infoHash, families: this.#running });
    return await this.#run(lookup);
  }

  learnExternalAddress(address: string): void {
    this.#families.get(addressFamily(address))?.learnExternalAddress(address);
  }

  status(): DhtStatus {
    const { queriesOut, answersIn, timeouts, unasked } = this.#rpc.counts;
    const { torrents, peers, items } = this.#responder.stored;
    return {
      enabled: true,
      readOnly: this.#options.isReadOnly,
      families: [...this.#families.values()].map((family) => family.status()),
      lookups: this.#tally.lookups(this.#lookups.size),
      announces: this.#tally.announces(),
      storedTorrents: torrents,
      storedPeers: peers,
      storedItems: items,
      ...this.#counts,
      queriesOut,
      answersIn,
      timeouts,
      refused: { ...this.#refused, unasked },
    };
  }

  state(): Uint8Array {
    return writeDhtState(
      new Map([...this.#families].map(([name, family]) => [name, family.save()])),
    );
  }

  #lookUpItem(name: ItemName, put: ItemToPut | null): Promise<ItemLookupResult> {
    return this.#run(new ItemLookup({ name, put, families: this.#running, rpc: this.#rpc }));
  }

  /** Runs a lookup that `stop` ends. */
  async #run<Result>(lookup: Lookup & { start(): void; done: Promise<Result> }): Promise<Result> {
    this.#lookups.add(lookup);
    lookup.start();
    const result = await lookup.done;
    this.#lookups.delete(lookup);
    return result;
  }

  /** Nobody is asked before `start` and after `stop`. */
  get #running(): readonly DhtFamily[] {
    return this.#stopListening === null ? [] : [...this.#families.values()];
  }

  #makeFamilies(): Map<AddressFamily, DhtFamily> {
    const { state, families, loopbackActsPublic = false } = this.#options;
    const saved = state === null ? null : readDhtState(state);
    if (state !== null && saved === null) {
      this.#options.logger.warn('The DHT begins anew: what it kept cannot be read');
    }
    return new Map(
      families.map((family) => [
        family,
        new DhtFamily({
          ...this.#options,
          family,
          rpc: this.#rpc,
          saved: saved?.get(family) ?? null,
          loopbackActsPublic,
          wanted: () => (this.#lacksNodes(family) ? [4, 6] : null),
          onForeign: (nodes, namedBy) => this.#hearForeign(nodes, namedBy),
        }),
      ]),
    );
  }

  /** Whether another family than this one has nobody to ask yet. */
  #lacksNodes(family: AddressFamily): boolean {
    return [...this.#families.values()].some(
      (other) => other.family !== family && !other.isBootstrapped,
    );
  }

  #hearForeign(nodes: readonly DhtNode[], namedBy: PeerEndpoint): void {
    for (const node of nodes) {
      this.#families.get(addressFamily(node.address))?.heard(node, namedBy);
    }
  }

  /** Our id in this family, or in the other one where it is not spoken. */
  #anyFamily(family: AddressFamily): DhtFamily {
    return this.#families.get(family) ?? this.#families.values().next().value!;
  }

  #receive(packet: Uint8Array, from: PeerEndpoint): void {
    if (packet[0] !== FIRST_BYTE) return;
    this.#counts.bytesIn += packet.length;
    if (!this.#families.has(addressFamily(from.address))) return;
    if (!this.#options.mayTalkTo(from.address)) {
      this.#refused.blocked++;
      return;
    }
    // Those that were asked may answer; whoever else sends is counted before his packet costs anything.
    const isAwaited = this.#rpc.isAwaiting(from);
    if (!isAwaited && !(this.#isWithinLimits(from) && this.#mayAnswer())) return;
    const message = this.#read(packet, from);
    if (message === null) return;
    if (message.kind !== 'query') this.#rpc.take(message, from);
    else if (!isAwaited || this.#isWithinLimits(from)) this.#answer(message, packet.length, from);
  }

  /** A flood is not even read: what it asks could not be answered. */
  #mayAnswer(): boolean {
    if (this.#budget.hasAnswers) return true;
    this.#refused.overBudget++;
    return false;
  }

  #isWithinLimits(from: PeerEndpoint): boolean {
    const verdict = this.#sources.allow(from);
    if (verdict === 'limited') this.#refused.rateLimited++;
    if (verdict === 'blocked') this.#refused.blocked++;
    return verdict === 'ok';
  }

  #read(packet: Uint8Array, from: PeerEndpoint): DhtMessage | null {
    try {
      return readDhtMessage(packet);
    } catch (error) {
      if (!(error instanceof DhtMessageError)) throw error;
      this.#refused.malformed++;
      if (!this.#options.isReadOnly) this.#refuse(packet, error, from);
      return null;
    }
  }

  #refuse(packet: Uint8Array, error: DhtMessageError, from: PeerEndpoint): void {
    if (this.#budget.answerBytes(packet.length, false) === 0) return;
    const refusal = this.#responder.refuse(packet, error, from);
    if (refusal !== null) this.#reply(refusal, from);
  }

  #answer(query: DhtQuery, queryBytes: number, from: PeerEndpoint): void {
    this.#counts.queriesIn++;
    if (this.#options.isReadOnly) return;
    const family = this.#families.get(addressFamily(from.address));
    // A node of the table has answered us, so the address is its own.
    const maxBytes = this.#budget.answerBytes(queryBytes, family?.knows(from) === true);
    if (maxBytes === 0) this.#refused.overBudget++;
    else this.#reply(this.#responder.answer(query, from, maxBytes), from);
    if (query.isReadOnly) return;
    family?.heard({ id: query.question.id, ...from }, from);
  }

  #reply(message: DhtMessage, to: PeerEndpoint): void {
    const packet = writeDhtMessage(message);
    if (this.#budget.take(packet.length)) this.#send(packet, to);
    else this.#refused.overBudget++;
  }

  #send(packet: Uint8Array, to: PeerEndpoint, onError?: () => void): void {
    this.#counts.bytesOut += packet.length;
    this.#options.socket.send(packet, to.port, to.address, onError);
  }

  #count(lookup: PeerLookup, result: DhtLookupResult, options: DhtLookupOptions): DhtLookupResult {
    this.#lookups.delete(lookup);
    this.#tally.add(result, options.announce !== null);
    return result;
  }
}
