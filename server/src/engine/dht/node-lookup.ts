/**
 * One search in one address family: asks node after node, each closer to the target, until the closest have answered.
 * What the question is and what else is in the answers is for those who search: find_node, get_peers and get go
 * the same way.
 */
import type { PeerEndpoint } from '../core/messages.ts';
import type { AddressFamily } from '../net/address.ts';
import type { DhtNode, DhtQuestion, DhtResponse } from './dht-message.ts';
import type { DhtRpc } from './dht-rpc.ts';
import { LookupFrontier, type FrontierOptions, type LookupCandidate } from './lookup-frontier.ts';

/** Questions in flight that are not slow (libtorrent's branching). */
const BRANCHING = 5;
/** An honest answer names 8; some clients name 16. The rest of a longer list is not looked at. */
const MAX_NODES_OF_ANSWER = 16;
/** A search of 30,000,000 nodes takes some 40. Whatever it is told, it ends. */
const MAX_QUERIES = 200;

export interface NodeLookupOptions extends FrontierOptions {
  family: AddressFamily;
  rpc: Pick<DhtRpc, 'ask'>;
  /** Known nodes to begin with. */
  nodes: readonly DhtNode[];
  /** Addresses to begin with, of nodes whose ids are not known. */
  endpoints: readonly PeerEndpoint[];
  question(): DhtQuestion;
  /** Whether a node of that family that `namedBy` told of may be asked. */
  mayAsk(node: DhtNode, namedBy: PeerEndpoint): boolean;
  /** An answer, by the node that it is of. */
  onAnswer?(response: DhtResponse, from: DhtNode, roundTripMs: number): void;
  /** No answer in time. */
  onFailed?(node: DhtNode): void;
  onDone(result: NodeLookupResult): void;
}

export interface NodeLookupResult {
  /** The closest that answered, 8 at most. */
  closest: { node: DhtNode; token: Uint8Array | null }[];
  queries: number;
  answered: number;
  depth: number;
}

export class NodeLookup {
  readonly #options: NodeLookupOptions;
  readonly #frontier: LookupFrontier;
  #queries = 0;
  #answered = 0;
  #unsettled = 0;
  #isOver = false;

  constructor(options: NodeLookupOptions) {
    this.#options = options;
    this.#frontier = new LookupFrontier(options);
    for (const node of options.nodes) this.#frontier.add(node, 1);
    for (const endpoint of options.endpoints) this.#frontier.addEndpoint(endpoint);
  }

  /** Begins; may be over at once where there is nobody to ask. */
  start(): void {
    this.#goOn();
  }

  /** Ends it with what there is. */
  cancel(): void {
    this.#finish();
  }

  #goOn(): void {
    while (!this.#isOver && this.#unsettled < BRANCHING && this.#queries < MAX_QUERIES) {
      const candidate = this.#frontier.next();
      if (candidate === null) break;
      this.#ask(candidate);
    }
    const isExhausted = this.#queries >= MAX_QUERIES && this.#unsettled === 0;
    if (this.#frontier.isDone || isExhausted) this.#finish();
  }

  #ask(candidate: LookupCandidate): void {
    this.#queries++;
    this.#unsettled++;
    this.#options.rpc.ask(candidate.endpoint, this.#options.question(), {
      onSlow: () => {
        candidate.state = 'slow';
        this.#settle();
      },
      onAnswer: (response, roundTripMs) => {
        const wasSlow = candidate.state === 'slow';
        this.#take(candidate, response, roundTripMs);
        if (!wasSlow) this.#settle();
        else if (!this.#isOver) this.#goOn();
      },
      onFailed: (failure) => {
        const wasSlow = candidate.state === 'slow';
        candidate.state = 'failed';
        if (candidate.node !== null && failure === 'timeout') {
          this.#options.onFailed?.(candidate.node);
        }
        if (!wasSlow) this.#settle();
      },
    });
  }

  #settle(): void {
    this.#unsettled--;
    if (!this.#isOver) this.#goOn();
  }

  /** An answer that comes when the search is over still tells of its node. */
  #take(candidate: LookupCandidate, response: DhtResponse, roundTripMs: number): void {
    if (!this.#frontier.answered(candidate, response.id)) return;
    candidate.token = response.token;
    if (!this.#isOver) {
      this.#answered++;
      this.#addNamed(response.nodes, candidate);
    }
    this.#options.onAnswer?.(response, candidate.node!, roundTripMs);
  }

  #addNamed(nodes: readonly DhtNode[], by: LookupCandidate): void {
    let taken = 0;
    for (const node of nodes) {
      if (node.address.includes(':') !== (this.#options.family === 6)) continue;
      if (taken++ === MAX_NODES_OF_ANSWER) return;
      if (this.#options.mayAsk(node, by.endpoint)) this.#frontier.add(node, by.depth + 1);
    }
  }

  #finish(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const closest = this.#frontier.closest().filter(({ state }) => state === 'answered');
    this.#options.onDone({
      closest: closest.map(({ node, token }) => ({ node: node!, token })),
      queries: this.#queries,
      answered: this.#answered,
      depth: Math.max(0, ...closest.map(({ depth }) => depth)),
    });
  }
}
