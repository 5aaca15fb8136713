/**
 * One GET that cannot be led astray: it connects only to addresses that were checked before, follows no
 * redirect by itself, verifies certificates and keeps at most 1 MiB, compressed or not. There is no agent:
 * a connection that is kept would outlive the check of its address.
 */
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { inflateRawSync, unzipSync } from 'node:zlib';
import { addressFamily } from '../net/address.ts';
import { MAX_REPLY_BYTES } from './announce-reply.ts';
import { toTrackerError, TrackerError } from './tracker-error.ts';

/** How long one family gets to connect before the other is tried. */
const FAMILY_ATTEMPT_MS = 5000;

export interface HttpGet {
  url: URL;
  /** Checked, in the order of preference. */
  addresses: readonly string[];
  localAddress: string | null;
  acceptSelfSigned: boolean;
  userAgent: string;
}

export interface HttpReply {
  status: number;
  location: string | null;
  /** Its `Date` header. */
  date: string | null;
  /** Decompressed. Empty where the reply is a redirect, whose body nobody reads. */
  body: Uint8Array;
}

/** Rejects with a TrackerError, or the signal's reason. */
export function httpGet(get: HttpGet, signal: AbortSignal): Promise<HttpReply> {
  return new Promise((resolve, reject) => {
    const send = get.url.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = send(get.url, requestOptions(get, signal));
    const fail = (error: unknown): void => {
      reject(signal.aborted ? signal.reason : toTrackerError(error));
      request.destroy();
    };
    request.on('error', fail);
    request.on('close', () => fail(connectionClosed()));
    request.on('response', (response) => {
      const status = response.statusCode ?? 0;
      const { location = null, date = null } = response.headers;
      if (status >= 300 && status < 400 && location !== null) {
        resolve({ status, location, date, body: new Uint8Array() });
        request.destroy();
        return;
      }
      readBody(response, (body) => resolve({ status, location: null, date, body }), fail);
    });
    request.end();
  });
}

/** Node hands these on to the socket; its types do not say so. */
interface SocketOptions {
  autoSelectFamily: boolean;
  autoSelectFamilyAttemptTimeout: number;
}

function requestOptions(get: HttpGet, signal: AbortSignal): RequestOptions & SocketOptions {
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

function readBody(
  response: IncomingMessage,
  done: (body: Uint8Array) => void,
  fail: (error: unknown) => void,
): void {
  const chunks: Uint8Array[] = [];
  let length = 0;
  response.on('data', (chunk: Uint8Array) => {
    length += chunk.length;
    if (length > MAX_REPLY_BYTES) fail(tooLarge());
    else chunks.push(chunk);
  });
  response.on('error', fail);
  response.on('end', () => {
    try {
      done(decompress(Buffer.concat(chunks), response.headers['content-encoding']));
    } catch (error) {
      fail(error);
    }
  });
}

/** Some servers mean raw deflate by `deflate`, so both are read (RFC 9110, 8.4.1.2, knows them too). */
function decompress(body: Uint8Array, encoding: string | undefined): Uint8Array {
  const limit = { maxOutputLength: MAX_REPLY_BYTES };
  switch (encoding?.trim().toLowerCase()) {
    case undefined:
    case '':
    case 'identity':
      return body;
    case 'gzip':
    case 'x-gzip':
      return inflate(() => unzipSync(body, limit));
    case 'deflate': {
      const isZlib = body.length > 1 && ((body[0]! << 8) | body[1]!) % 31 === 0; // RFC 1950, 2.2
      return inflate(() => (isZlib ? unzipSync(body, limit) : inflateRawSync(body, limit)));
    }
    default:
      throw new TrackerError('bad-reply', "The tracker's reply could not be understood");
  }
}

function inflate(work: () => Uint8Array): Uint8Array {
  try {
    return work();
  } catch (error) {
    const isTooLarge =
      error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    if (isTooLarge) throw tooLarge();
    throw new TrackerError('bad-reply', "The tracker's reply could not be understood", {
      cause: error,
    });
  }
}

function tooLarge(): TrackerError {
  return new TrackerError('too-large', "The tracker's reply is too large");
}

function connectionClosed(): TrackerError {
  return new TrackerError('connection', 'The tracker closed the connection');
}
