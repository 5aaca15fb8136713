/**
 * Which addresses of a tracker may be connected to: resolve, check each, hand out only those that passed.
 * Transports connect to what this returns and never to the name, which could answer differently by then.
 */
import { addressFamily } from '../net/address.ts';
import type { AddressRanges } from '../net/address-ranges.ts';
import {
  addressScope,
  isFetchAllowed,
  trackerFetchRules,
  type AddressScope,
} from '../net/address-rules.ts';
import { isPortAllowed } from '../net/blocked-ports.ts';
import type { ResolveHost } from '../net/host-lookup.ts';
import { TrackerError } from './tracker-error.ts';

export interface AddressQuestion {
  url: URL;
  /** Where the redirect came from that led here; null for the first request. */
  redirectedFrom: AddressScope | null;
  /** Networks that the user opens for trackers that are not on the internet. */
  openNetworks: AddressRanges;
  /** The address that sockets are bound to: only its family can be reached. */
  localAddress: string | null;
}

/** At least one address, IPv4 first. Rejects with a TrackerError (or the system's error of the lookup). */
export async function allowedAddresses(
  resolve: ResolveHost,
  question: AddressQuestion,
): Promise<readonly string[]> {
  const { url, redirectedFrom, localAddress, openNetworks } = question;
  const rules = trackerFetchRules(url, redirectedFrom, openNetworks);
  const found = await resolve(url.hostname);
  if (found.length === 0) throw new TrackerError('dns', "The tracker's host name has no address");
  const allowed = found.filter(
    (address) => isFetchAllowed(address, rules) && hasTrackerPort(url, address),
  );
  if (allowed.length === 0) {
    throw new TrackerError(
      'refused-address',
      redirectedFrom === null
        ? "The tracker's address is not one that Shoal connects to (SHOAL_ALLOWED_FETCH_NETWORKS opens networks)"
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

/** UDP trackers on the internet are at all ports, 53 among them, to get through firewalls. */
function hasTrackerPort(url: URL, address: string): boolean {
  return isPortAllowed(url) || (url.protocol === 'udp:' && addressScope(address) === 'public');
}
