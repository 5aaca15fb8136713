/**
 * One GET that cannot be led astray: it connects only to addresses that were checked before, follows no
 * redirect by itself, verifies certificates and keeps at most so many bytes, compressed or not. There is no agent:
 * a connection that is kept would outlive the check of its address.
 */
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { promisify } from 'node:util';
import { inflateRaw, unzip } from 'node:zlib';
import { addressFamily } from './address.ts';
import { FetchError } from './fetch-error.ts';

/** How long one family gets to connect before the other is tried. */
const FAMILY_ATTEMPT_MS = 5000;

export interface GuardedGet {
  url: URL;
  /** Checked, in the order of preference. */
  addresses: readonly string[];
  localAddress: string | null;
  acceptSelfSigned: boolean;
  userAgent: string;
  /** Before and after decompression. */
  maxBytes: number;
}

export interface HttpReply {
  status: number;
  location: string | null;
  /** Its `Date` header. */
  date: string | null;
  /** Decompressed. Empty where the reply is a redirect, whose body nobody reads. */
  body: Uint8Array;
}

/** Rejects with a FetchError, an error of Node's, or the signal's reason. */
export function guardedGet(get: GuardedGet, signal: AbortSignal): Promise<HttpReply> {
  return new Promise((resolve, reject) => {
    const send = get.url.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = send(get.url, requestOptions(get, signal));
    const fail = (error: unknown): void => {
      reject(signal.aborted ? signal.reason : error);
      request.destroy();
    };
    let isAnswered = false;
    request.on('error', fail);
    request.on('close', () => {
      if (!isAnswered) fail(new FetchError('connection', 'The connection was closed'));
    });
    request.on('response', (response) => {
      isAnswered = true;
      const status = response.statusCode ?? 0;
      const { location = null, date = null } = response.headers;
      if (status >= 300 && status < 400 && location !== null) {
        resolve({ status, location, date, body: new Uint8Array() });
        request.destroy();
        return;
      }
      readBody(response, get.maxBytes)
        .then((body) => resolve({ status, location: null, date, body }))
        .catch(fail);
    });
    request.end();
  });
}

/** Node hands these on to the socket; its types do not say so. */
interface SocketOptions {
  autoSelectFamily: boolean;
  autoSelectFamilyAttemptTimeout: number;
}

function requestOptions(get: GuardedGet, signal: AbortSignal): RequestOptions & SocketOptions {
  return {
    signal,
    agent: false,
    lookup: pinnedLookup(get.addresses),
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: FAMILY_ATTEMPT_MS,
    ...(get.localAddress === null ? {} : { localAddress: get.localAddress }),
    headers: { 'User-Agent': get.userAgent, 'Accept-Encoding': 'gzip', Accept: '*/*' },
    ...(get.acceptSelfSigned ? { rejectUnauthorized: false } : {}),
  };
}

/** Answers every question of the socket with the checked addresses, whatever the name is. */
function pinnedLookup(addresses: readonly string[]): LookupFunction {
  const entries = addresses.map((address) => ({ address, family: addressFamily(address) }));
  return (_host, options, callback) => {
    const first = entries[0];
    if (first === undefined || options.all === true) callback(null, entries);
    else callback(null, first.address, first.family);
  };
}

async function readBody(response: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return decompress(Buffer.concat(chunks), response.headers['content-encoding'], maxBytes);
}

/** Some servers mean raw deflate by `deflate`, so both are read (RFC 9110, 8.4.1.2, knows them too). */
async function decompress(
  body: Uint8Array,
  encoding: string | undefined,
  maxBytes: number,
): Promise<Uint8Array> {
  const limit = { maxOutputLength: maxBytes };
  switch (encoding?.trim().toLowerCase()) {
    case undefined:
    case '':
    case 'identity':
      return body;
    case 'gzip':
    case 'x-gzip':
      return inflated(promisify(unzip)(body, limit));
    case 'deflate': {
      const isZlib = body.length > 1 && ((body[0]! << 8) | body[1]!) % 31 === 0; // RFC 1950, 2.2
      return inflated(isZlib ? promisify(unzip)(body, limit) : promisify(inflateRaw)(body, limit));
    }
    default:
      throw new FetchError('bad-reply', 'The reply is compressed in a way that is not known');
  }
}

async function inflated(work: Promise<Uint8Array>): Promise<Uint8Array> {
  try {
    return await work;
  } catch (error) {
    const isTooLarge =
      error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    if (isTooLarge) throw tooLarge();
    throw new FetchError('bad-reply', 'The reply could not be decompressed', { cause: error });
  }
}

function tooLarge(): FetchError {
  return new FetchError('too-large', 'The reply is too large');
}
