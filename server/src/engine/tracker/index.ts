/**
 * Trackers (BEP 3, 7, 12, 15, 23, 24, 31, 41). A session makes one set of components, and with it one
 * `Announcer` for each torrent.
 */
import type { Clock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import type { Random } from '../core/random.ts';
import { AddressRanges } from '../net/address-ranges.ts';
import { createHostLookup, type ResolveHost } from '../net/host-lookup.ts';
import type { AnnouncerComponents } from './announcer.ts';
import { AnnounceCounts } from './announce-counts.ts';
import { AnnounceQueue } from './announce-queue.ts';
import { HttpTracker } from './http-tracker.ts';
import { TrackerClient } from './tracker-client.ts';
import type { DatagramPort } from './tracker-transport.ts';
import { UdpExchange } from './udp-exchange.ts';
import { UdpTracker } from './udp-tracker.ts';

export { Announcer, type AnnouncerComponents, type AnnouncerInit } from './announcer.ts';
export { DEFAULT_ANNOUNCE_INTERVALS, type AnnounceIntervals } from './announce-intervals.ts';
export { trackerHostsOf } from './tracker-hosts.ts';
export { TrackerTally } from './tracker-tally.ts';
export { TrackerError, type TrackerErrorCode } from './tracker-error.ts';
export type { DatagramPort } from './tracker-transport.ts';

export interface TrackerComponentsOptions {
  clock: Clock;
  random: Random;
  logger: Logger;
  /** The session's UDP port; it stays the session's to close. */
  datagrams: DatagramPort;
  /** Address that connections leave from, the one that `datagrams` is bound to; null for all. */
  localAddress: string | null;
  /** Networks that are not public, but that trackers may be in: addresses and CIDR. */
  openNetworks: readonly string[];
  /** Takes every certificate of a tracker as it is. */
  acceptSelfSigned: boolean;
  /** Of Shoal, told to trackers. */
  version: string;
  /** Where host names are looked up; the system's resolver unless given. */
  resolve?: ResolveHost;
}

export interface TrackerComponents extends AnnouncerComponents {
  readonly counts: AnnounceCounts;
  /** Ends every announce on its way. Stop the announcers first. */
  close(): void;
}

export function createTrackerComponents(options: TrackerComponentsOptions): TrackerComponents {
  const { clock, random, logger, localAddress } = options;
  const resolve = options.resolve ?? createHostLookup(clock);
  const openNetworks = new AddressRanges(options.openNetworks);
  const exchange = new UdpExchange(options);
  const counts = new AnnounceCounts();
  const client = new TrackerClient({
    clock,
    counts,
    queue: new AnnounceQueue(),
    http: new HttpTracker({
      resolve,
      openNetworks,
      onDate: (host, date) => counts.noteDate(host, date, clock.wallTime()),
      localAddress,
      acceptSelfSigned: options.acceptSelfSigned,
      userAgent: `Shoal/${options.version}`,
    }),
    udp: new UdpTracker({ clock, exchange, resolve, localAddress, openNetworks }),
  });
  const close = (): void => {
    client.close();
    exchange.close();
  };
  return { clock, random, logger, counts, announce: client.announce, close };
}
