/**
 * A file from an address that somebody names, such as a .torrent file on a web page. Only http and https; every hop of
 * a redirect is resolved and checked anew, and none leads further inside than the hop before it. Nothing of who we
 * are goes along: no credentials, no cookies, no referrer.
 */
import { untilAborted } from '../core/until-aborted.ts';
import type { AddressRanges } from './address-ranges.ts';
import {
  isFetchAllowed,
  outermostScope,
  type AddressScope,
  type FetchRules,
} from './address-rules.ts';
import { addressFamily } from './address.ts';
import { isPortAllowed } from './blocked-ports.ts';
import { FetchError, type FetchErrorCode } from './fetch-error.ts';
import { guardedGet } from './guarded-get.ts';
import type { ResolveHost } from './host-lookup.ts';

const MAX_REDIRECTS = 5;

export interface GuardedFetchOptions {
  resolve: ResolveHost;
  /** Networks that are not public, but that fetches may go to. */
  openNetworks: AddressRanges;
  /** Address that connections leave from; null lets the system choose. */
  localAddress: string | null;
  userAgent: string;
  maxBytes: number;
  timeoutMs: number;
}

/** The bytes of the file. Rejects with a FetchError. */
export async function guardedFetch(
  address: string,
  options: GuardedFetchOptions,
): Promise<Uint8Array> {
  const signal = AbortSignal.timeout(options.timeoutMs);
  try {
    return await follow(readAddress(address, null), options, signal);
  } catch (error) {
    if (signal.aborted) throw new FetchError('timeout', 'The address did not answer in time');
    throw toFetchError(error);
  }
}

async function follow(
  first: URL,
  options: GuardedFetchOptions,
  signal: AbortSignal,
): Promise<Uint8Array> {
  let url = first;
  let redirectedFrom: AddressScope | null = null;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const { openNetworks } = options;
    const rules: FetchRules = { openNetworks, allowLoopback: false, redirectedFrom };
    const addresses = await allowedAddresses(url, rules, options, signal);
    const reply = await guardedGet({ ...options, acceptSelfSigned: false, url, addresses }, signal);
    if (reply.location === null) {
      if (reply.status === 200) return reply.body;
      throw new FetchError('http-status', `The address answered with HTTP ${reply.status}`);
    }
    url = readAddress(reply.location, url);
    redirectedFrom = outermostScope(addresses);
  }
  throw new FetchError('bad-reply', 'The address redirects too often');
}

function readAddress(text: string, from: URL | null): URL {
  const url = from === null ? URL.parse(text) : URL.parse(text, from.href);
  const refuse = (why: string): FetchError =>
    new FetchError('refused', from === null ? `The address ${why}` : `A redirect ${why}`);
  if (url === null) throw refuse('is not a valid URL');
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw refuse('is not http or https');
  if (url.username !== '' || url.password !== '') throw refuse('has a user name or a password');
  if (!isPortAllowed(url)) throw refuse('has a port that is not one of the web');
  url.hash = '';
  return url;
}

/** At least one, IPv4 first: what is connected to, and not the name again, which could answer differently by then. */
async function allowedAddresses(
  url: URL,
  rules: FetchRules,
  { resolve, localAddress }: GuardedFetchOptions,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const found = await untilAborted(resolve(url.hostname), signal);
  if (found.length === 0) throw new FetchError('dns', 'The host of the address has no address');
  const allowed = found.filter((address) => isFetchAllowed(address, rules));
  if (allowed.length === 0) {
    throw new FetchError(
      'refused',
      rules.redirectedFrom === null
        ? 'The address leads into a network that Shoal fetches nothing from'
        : 'A redirect leads into a network that Shoal fetches nothing from',
    );
  }
  const reachable = allowed.filter(
    (address) => localAddress === null || addressFamily(address) === addressFamily(localAddress),
  );
  if (reachable.length > 0) return reachable;
  const detail = 'The address cannot be reached from the address that Shoal is bound to';
  throw new FetchError('connection', detail);
}

const SENTENCES: Readonly<Record<string, readonly [FetchErrorCode, string]>> = {
  ENOTFOUND: ['dns', 'The host of the address is not known'],
  EAI_AGAIN: ['dns', 'The host of the address could not be looked up; is the network up?'],
  ECONNREFUSED: ['connection', 'The host refused the connection'],
  ECONNRESET: ['connection', 'The host closed the connection'],
  ETIMEDOUT: ['timeout', 'The host did not answer in time'],
  ENETUNREACH: ['connection', 'There is no route to the host'],
  EHOSTUNREACH: ['connection', 'There is no route to the host'],
  CERT_HAS_EXPIRED: ['tls', 'The certificate of the host has expired'],
};

function toFetchError(error: unknown): FetchError {
  if (error instanceof FetchError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known = SENTENCES[code];
  if (known !== undefined) return new FetchError(known[0], known[1], { cause: error });
  if (code.startsWith('HPE_')) {
    return new FetchError('bad-reply', 'The host does not speak HTTP', { cause: error });
  }
  const isTls = /^(ERR_(SSL|TLS)_|CERT_|UNABLE_|SELF_SIGNED|DEPTH_ZERO|EPROTO)/.test(code);
  if (isTls)
    return new FetchError('tls', 'A secure connection could not be made', { cause: error });
  return new FetchError('connection', 'The connection failed', { cause: error });
}
