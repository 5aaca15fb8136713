/** The hosts of trackers, without what an address may hide: a passkey, a user. Pure. */
import { parseTrackerUrl } from './tracker-client.ts';

/** Lower case, with the port where the address names one; null where it is none that can be announced to. */
export function trackerHostOf(url: string): string | null {
  try {
    return parseTrackerUrl(url.trim()).host;
  } catch {
    return null;
  }
}

/** Each once, in the order of the alphabet. */
export function trackerHostsOf(tiers: readonly (readonly string[])[]): string[] {
  return sortedHosts(tiers.flat().map((url) => trackerHostOf(url) ?? ''));
}

/** The same of hosts, of which an empty one is none. */
export function sortedHosts(hosts: readonly string[]): string[] {
  return [...new Set(hosts)].filter((host) => host !== '').toSorted();
}
