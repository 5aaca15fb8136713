/**
 * The nodes whose ids share the same number of leading bits with ours, and those that wait for a place among them
 * (routing-table.ts says the rules). Pure.
 */
import { MOST_IN_NETWORK } from './address-groups.ts';
import type { DhtNode } from './dht-message.ts';

const MOST_REPLACEMENTS = 8;
/** Weight of the newest round trip in the mean. */
const ROUND_TRIP_WEIGHT = 0.25;
/** A node of a full bucket makes way after so many failures in a row: one lost packet is no sign. */
const FAILURES_TO_REPLACE = 2;

export interface RoutingNode extends DhtNode {
  readonly host: string;
  readonly network: string | null;
  readonly isFit: boolean;
  roundTripMs: number;
  /** When it answered last. */
  seenAtMs: number;
  askedAtMs: number;
  /** Questions without an answer since the last answer. */
  failures: number;
}

export class RoutingBucket {
  readonly nodes: RoutingNode[] = [];
  readonly replacements: RoutingNode[] = [];
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get hasRoom(): boolean {
    return this.nodes.length < this.#capacity;
  }

  /** Whether a newcomer of that network would find a place, if only among the replacements. */
  wants(network: string | null): boolean {
    if (this.#isCrowded(network)) return false;
    return this.hasRoom || this.replacements.length < MOST_REPLACEMENTS;
  }

  /** A node that answered and is not in here yet. `removed` made way for it. */
  add(node: RoutingNode): { isTaken: boolean; removed: RoutingNode | null } {
    if (this.#isCrowded(node.network)) return { isTaken: false, removed: null };
    const removed = this.hasRoom ? null : this.#leastOf(this.nodes, node);
    if (this.hasRoom || removed !== null) {
      if (removed !== null) this.remove(removed);
      this.nodes.push(node);
      return { isTaken: true, removed };
    }
    if (this.replacements.length < MOST_REPLACEMENTS) {
      this.replacements.push(node);
      return { isTaken: true, removed: null };
    }
    const waiting = this.#leastOf(this.replacements, node);
    if (waiting === null) return { isTaken: false, removed: null };
    this.remove(waiting);
    this.replacements.push(node);
    return { isTaken: true, removed: waiting };
  }

  /** It answered again. */
  refresh(node: RoutingNode, roundTripMs: number, nowMs: number): void {
    node.roundTripMs += (roundTripMs - node.roundTripMs) * ROUND_TRIP_WEIGHT;
    node.seenAtMs = nowMs;
    node.askedAtMs = nowMs;
    node.failures = 0;
    if (!this.hasRoom || !this.replacements.includes(node)) return;
    this.remove(node);
    this.nodes.push(node);
  }

  /** Puts a replacement in the place of one that failed often enough; false where it keeps its place. */
  replace(node: RoutingNode): boolean {
    if (node.failures < FAILURES_TO_REPLACE || !this.nodes.includes(node)) return false;
    const [best] = this.replacements.toSorted(
      (one, other) =>
        Number(other.isFit) - Number(one.isFit) || one.roundTripMs - other.roundTripMs,
    );
    if (best === undefined) return false;
    this.remove(best);
    this.nodes[this.nodes.indexOf(node)] = best;
    return true;
  }

  remove(node: RoutingNode): void {
    for (const list of [this.nodes, this.replacements]) {
      const at = list.indexOf(node);
      if (at >= 0) list.splice(at, 1);
    }
  }

  #isCrowded(network: string | null): boolean {
    if (network === null) return false;
    const all = [...this.nodes, ...this.replacements];
    return all.filter((node) => node.network === network).length >= MOST_IN_NETWORK;
  }

  /** The one that makes way for the newcomer: who failed most, else one of an unfit id for one of a fit one. */
  #leastOf(nodes: readonly RoutingNode[], newcomer: RoutingNode): RoutingNode | null {
    let least: RoutingNode | null = null;
    for (const node of nodes) {
      if (node.failures > (least?.failures ?? FAILURES_TO_REPLACE - 1)) least = node;
    }
    if (least !== null || !newcomer.isFit) return least;
    return nodes.find(({ isFit }) => !isFit) ?? null;
  }
}
