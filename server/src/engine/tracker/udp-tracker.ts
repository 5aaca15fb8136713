/**
 * Announces over UDP (BEP 15, BEP 41). A connection id is asked for once for each address of a tracker and
 * kept for 60 s, however many torrents announce there; an id that the tracker has forgotten is asked for anew.
 */
import { untilAborted } from '../core/until-aborted.ts';
import type { Clock } from '../core/clock.ts';
import type { PeerEndpoint } from '../core/messages.ts';
import type { AddressRanges } from '../net/address-ranges.ts';
import { addressFamily, endpointKey } from '../net/address.ts';
import type { ResolveHost } from '../net/host-lookup.ts';
import { allowedAddresses } from './tracker-addresses.ts';
import { toTrackerError, TrackerError } from './tracker-error.ts';
import {
  type AnnounceReply,
  type AnnounceRequest,
  type TrackerTransport,
} from './tracker-transport.ts';
import { RETRANSMIT_MS, type UdpExchange } from './udp-exchange.ts';
import {
  announcePacket,
  connectPacket,
  readAnnounceAnswer,
  readConnectAnswer,
  UDP_ACTION,
} from './udp-packets.ts';

/** BEP 15: a client may use a connection id for one minute. */
const CONNECTION_ID_MS = 60_000;
/** Connection ids kept at most: more trackers than anyone announces to within a minute. */
const MAX_CONNECTIONS = 1000;
/** As UDP trackers have no scheme default, the one of HTTP. */
const DEFAULT_PORT = 80;

interface ConnectionId {
  id: bigint;
  expiresAt: number;
}

export interface UdpTrackerOptions {
  clock: Clock;
  exchange: UdpExchange;
  resolve: ResolveHost;
  /** Address that the port is bound to; null where it is bound to all. */
  localAddress: string | null;
  /** Networks that are not public, but that trackers may be in. */
  openNetworks: AddressRanges;
}

export class UdpTracker implements TrackerTransport {
  readonly #options: UdpTrackerOptions;
  readonly #connections = new Map<string, ConnectionId>();
  readonly #connecting = new Map<string, Promise<ConnectionId>>();

  constructor(options: UdpTrackerOptions) {
    this.#options = options;
  }

  async announce(request: AnnounceRequest, signal: AbortSignal): Promise<AnnounceReply> {
    try {
      return await this.#announceByEither(request, signal);
    } catch (error) {
      throw signal.aborted ? signal.reason : toTrackerError(error);
    }
  }

  /** By IPv4 where the tracker has it; where that gives no answer, by IPv6. */
  async #announceByEither(request: AnnounceRequest, signal: AbortSignal): Promise<AnnounceReply> {
    const candidates = await this.#candidates(request.url, signal);
    const last = candidates.pop()!;
    for (const candidate of candidates) {
      const patience = new AbortController();
      const timer = this.#options.clock.setTimer(RETRANSMIT_MS, () => patience.abort());
      try {
        return await this.#announceAt(
          candidate,
          request,
          AbortSignal.any([signal, patience.signal]),
        );
      } catch (error) {
        const wasAnswered = error instanceof TrackerError && error.code === 'failure';
        if (signal.aborted || wasAnswered) throw error;
      } finally {
        timer.cancel();
      }
    }
    return this.#announceAt(last, request, signal);
  }

  /** One address of each family, at least one in all. */
  async #candidates(url: URL, signal: AbortSignal): Promise<PeerEndpoint[]> {
    const port = url.port === '' ? DEFAULT_PORT : Number(url.port);
    const { resolve, localAddress, openNetworks } = this.#options;
    const found = await untilAborted(
      allowedAddresses(resolve, { url, redirectedFrom: null, localAddress, openNetworks }),
      signal,
    );
    const ofFamily = (family: number): string | undefined =>
      found.find((address) => addressFamily(address) === family);
    return [ofFamily(4), ofFamily(6)]
      .filter((address) => address !== undefined)
      .map((address) => ({ address, port }));
  }

  async #announceAt(
    to: PeerEndpoint,
    request: AnnounceRequest,
    signal: AbortSignal,
  ): Promise<AnnounceReply> {
    const key = endpointKey(to);
    const kept = this.#connections.get(key);
    if (kept !== undefined && kept.expiresAt > this.#options.clock.now()) {
      try {
        return await this.#announceWith(kept, to, request, signal);
      } catch (error) {
        // A tracker that was started anew does not know the id: that is no failure of the announce.
        if (this.#connections.get(key) === kept) this.#connections.delete(key);
        if (signal.aborted) throw error;
      }
    }
    return this.#announceWith(await this.#connect(to, signal), to, request, signal);
  }

  async #announceWith(
    connection: ConnectionId,
    to: PeerEndpoint,
    request: AnnounceRequest,
    signal: AbortSignal,
  ): Promise<AnnounceReply> {
    const packet = (transactionId: number): Uint8Array =>
      announcePacket(request, connection.id, transactionId);
    const answer = await this.#options.exchange.ask(
      { to, action: UDP_ACTION.announce, packet },
      signal,
    );
    return readAnnounceAnswer(answer, addressFamily(to.address));
  }

  /** Whoever comes while another asks waits for that answer, and asks itself only if none came. */
  async #connect(to: PeerEndpoint, signal: AbortSignal): Promise<ConnectionId> {
    const key = endpointKey(to);
    for (let other = this.#connecting.get(key); other; other = this.#connecting.get(key)) {
      try {
        return await untilAborted(other, signal);
      } catch (error) {
        if (signal.aborted) throw error;
      }
    }
    const connecting = this.#askConnectionId(to, signal);
    this.#connecting.set(key, connecting);
    try {
      const connection = await connecting;
      this.#connections.delete(key);
      this.#connections.set(key, connection);
      if (this.#connections.size > MAX_CONNECTIONS) {
        this.#connections.delete(this.#connections.keys().next().value!);
      }
      return connection;
    } finally {
      this.#connecting.delete(key);
    }
  }

  async #askConnectionId(to: PeerEndpoint, signal: AbortSignal): Promise<ConnectionId> {
    const answer = await this.#options.exchange.ask(
      { to, action: UDP_ACTION.connect, packet: connectPacket },
      signal,
    );
    const expiresAt = this.#options.clock.now() + CONNECTION_ID_MS;
    return { id: readConnectAnswer(answer), expiresAt };
  }
}
