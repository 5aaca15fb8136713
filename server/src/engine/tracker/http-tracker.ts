/**
 * Announces over HTTP and HTTPS (BEP 3, 7, 23, 24, 31). Every hop of a redirect is resolved and checked
 * anew, and none may lead further inside than the hop before it.
 */
import { untilAborted } from '../core/until-aborted.ts';
import type { AddressRanges } from '../net/address-ranges.ts';
import { outermostScope, type AddressScope } from '../net/address-rules.ts';
import type { ResolveHost } from '../net/host-lookup.ts';
import { readAnnounceReply, readFailure } from './announce-reply.ts';
import type { HttpReply } from '../net/guarded-get.ts';
import { httpGet } from './http-get.ts';
import { allowedAddresses } from './tracker-addresses.ts';
import { toTrackerError, TrackerError } from './tracker-error.ts';
import {
  type AnnounceReply,
  type AnnounceRequest,
  type TrackerTransport,
} from './tracker-transport.ts';

const MAX_REDIRECTS = 5;

export interface HttpTrackerOptions {
  resolve: ResolveHost;
  /** Address that connections leave from; null lets the system choose. */
  localAddress: string | null;
  /** Networks that are not public, but that trackers may be in. */
  openNetworks: AddressRanges;
  /** Takes certificates as they are, without verifying them: the user's exception. */
  acceptSelfSigned: boolean;
  userAgent: string;
  /** Hears what time a tracker says that it is, as it wrote it. */
  onDate?(host: string, date: string): void;
}

export class HttpTracker implements TrackerTransport {
  readonly #options: HttpTrackerOptions;

  constructor(options: HttpTrackerOptions) {
    this.#options = options;
  }

  async announce(request: AnnounceRequest, signal: AbortSignal): Promise<AnnounceReply> {
    const { status, body } = await this.#follow(announceUrl(request), signal);
    if (status === 200) return readAnnounceReply(body);
    const failure = readFailure(body);
    throw failure ?? new TrackerError('http-status', `The tracker answered with HTTP ${status}`);
  }

  async #follow(first: URL, signal: AbortSignal): Promise<HttpReply> {
    let url = first;
    let redirectedFrom: AddressScope | null = null;
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      const { localAddress, openNetworks } = this.#options;
      const question = { url, redirectedFrom, localAddress, openNetworks };
      const addresses = await this.#allowedAddresses(question, signal);
      const reply: HttpReply = await httpGet({ ...this.#options, url, addresses }, signal);
      if (reply.date !== null) this.#options.onDate?.(url.host, reply.date);
      if (reply.location === null) return reply;
      url = redirectTarget(reply.location, url);
      redirectedFrom = outermostScope(addresses);
    }
    throw new TrackerError('bad-reply', 'The tracker redirects too often');
  }

  async #allowedAddresses(
    question: Parameters<typeof allowedAddresses>[1],
    signal: AbortSignal,
  ): Promise<readonly string[]> {
    try {
      return await untilAborted(allowedAddresses(this.#options.resolve, question), signal);
    } catch (error) {
      throw signal.aborted ? signal.reason : toTrackerError(error);
    }
  }
}

/** The announce URL with what it asks; a query that the URL has already (a passkey) stays in front. */
export function announceUrl(request: AnnounceRequest): URL {
  const parameters = [
    `info_hash=${escapeBytes(request.infoHash)}`,
    `peer_id=${escapeBytes(request.peerId)}`,
    `port=${request.port}`,
    `uploaded=${request.uploaded}`,
    `downloaded=${request.downloaded}`,
    `left=${request.left}`,
    'compact=1',
    'no_peer_id=1',
    `numwant=${request.numWanted}`,
    `key=${request.key.toString(16).padStart(8, '0')}`,
  ];
  if (request.event !== null) parameters.push(`event=${request.event}`);
  if (request.trackerId !== null) parameters.push(`trackerid=${escapeBytes(request.trackerId)}`);
  const url = new URL(request.url);
  const existing = url.search.replace(/^\?/, '');
  url.search = [...(existing === '' ? [] : [existing]), ...parameters].join('&');
  url.hash = '';
  return url;
}

/** Percent-encodes every byte but RFC 3986's unreserved ones; `encodeURIComponent` would see text. */
function escapeBytes(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => {
    const character = String.fromCharCode(byte);
    if (/[A-Za-z0-9._~-]/.test(character)) return character;
    return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');
}

function redirectTarget(location: string, from: URL): URL {
  const target = URL.parse(location, from.href);
  if (target?.protocol === 'http:' || target?.protocol === 'https:') return target;
  throw new TrackerError(
    'refused-address',
    'The tracker redirected to something that is no tracker',
  );
}
