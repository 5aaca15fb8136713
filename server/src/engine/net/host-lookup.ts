/**
 * From host names to addresses. A name is asked for once however many ask at the same time, and the answer
 * is kept for a minute: thousands of torrents share a tracker, and `dns.lookup` holds one of the few threads
 * of libuv's pool for each question. Failures are not kept. Callers check every address before they connect.
 */
import { lookup } from 'node:dns/promises';
import type { Clock } from '../core/clock.ts';
import { addressFamily, canonicalAddress } from './address.ts';

const KEPT_MS = 60_000;
/** Names kept at most; the oldest goes first. */
const MAX_NAMES = 1000;

/** All addresses of a host in their one spelling, IPv4 first. Rejects with the system's error. */
export type ResolveHost = (host: string) => Promise<readonly string[]>;

/** What the system says; tests put their own in its place. */
export type SystemLookup = (host: string) => Promise<readonly { address: string }[]>;

const systemLookup: SystemLookup = (host) => lookup(host, { all: true });

/** A resolver with its own memory. An address in text, with or without brackets, is its own answer. */
export function createHostLookup(clock: Clock, ask: SystemLookup = systemLookup): ResolveHost {
  const answers = new Map<string, { addresses: Promise<readonly string[]>; expiresAt: number }>();
  return (host) => {
    const literal = canonicalAddress(host.replace(/^\[(.*)\]$/, '$1'));
    if (literal !== null) return Promise.resolve([literal]);
    const kept = answers.get(host);
    if (kept !== undefined && kept.expiresAt > clock.now()) return kept.addresses;
    const addresses = ask(host).then(inOrder);
    answers.delete(host);
    answers.set(host, { addresses, expiresAt: clock.now() + KEPT_MS });
    if (answers.size > MAX_NAMES) answers.delete(answers.keys().next().value!);
    addresses.catch(() => {
      if (answers.get(host)?.addresses === addresses) answers.delete(host);
    });
    return addresses;
  };
}

function inOrder(found: readonly { address: string }[]): string[] {
  const addresses = found
    .map(({ address }) => canonicalAddress(address))
    .filter((it) => it !== null);
  return [...new Set(addresses)].toSorted(
    (one, other) => addressFamily(one) - addressFamily(other),
  );
}
