/**
 * Which addresses of a tracker may be connected to: resolve, check each, hand out only those that passed.
 * Transports connect to what this returns and never to the name, which could answer differently by then.
 */
import { addressFamily } from '../net/address.ts';
import { isFetchAllowed, trackerFetchRules, type AddressScope } from '../net/address-rules.ts';
import type { ResolveHost } from '../net/host-lookup.ts';
import { TrackerError } from './tracker-error.ts';

export interface AddressQuestion {
  url: URL;
  /** Where the redirect came from that led here; null for the first request. */
  redirectedFrom: AddressScope | null;
  /** The address that sockets are bound to: only its family can be reached. */
  localAddress: string | null;
}

/** At least one address, IPv4 first. Rejects with a TrackerError (or the system's error of the lookup). */
export async function allowedAddresses(
  resolve: ResolveHost,
  question: AddressQuestion,
): Promise<readonly string[]> {
  const { url, redirectedFrom, localAddress } = question;
  const rules = trackerFetchRules(url, redirectedFrom);
  const found = await resolve(url.hostname);
  if (found.length === 0) throw new TrackerError('dns', "The tracker's host name has no address");
  const allowed = found.filter((address) => isFetchAllowed(address, rules));
  if (allowed.length === 0) {
    throw new TrackerError(
      'refused-address',
      redirectedFrom === null
        ? "The tracker's address is not one that Shoal connects to"
        : 'The tracker redirected to an address that Shoal does not connect to',
    );
  }
  const reachable = allowed.filter(
    (address) => localAddress === null || addressFamily(address) === addressFamily(localAddress),
  );
  if (reachable.length > 0) return reachable;
  throw new TrackerError(
    'connection',
    'The tracker cannot be reached from the address that Shoal is bound to',
  );
}
