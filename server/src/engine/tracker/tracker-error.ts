/**
 * Why an announce failed, in words for the user, and the one place where errors of Node and OpenSSL become
 * such words. A message never carries bytes of a tracker that were not cleaned (`cleanTrackerText`).
 */
import { EngineError } from '../core/engine-error.ts';

export type TrackerErrorCode =
  | 'timeout'
  | 'dns'
  | 'connection'
  | 'tls'
  | 'http-status'
  | 'too-large'
  | 'bad-reply'
  /** The tracker answered that it will not serve us, and said why. */
  | 'failure'
  | 'refused-address'
  | 'unsupported-scheme';

export class TrackerError extends EngineError<TrackerErrorCode> {
  /** BEP 31: when the tracker wants to be asked again. Null: it did not say. */
  readonly retryInSeconds: number | 'never' | null;

  constructor(
    code: TrackerErrorCode,
    message: string,
    options: ErrorOptions & { retryInSeconds?: number | 'never' | null } = {},
  ) {
    super(code, message, options);
    this.retryInSeconds = options.retryInSeconds ?? null;
  }
}

const MAX_TEXT_BYTES = 4096;
const MAX_TEXT_CHARACTERS = 300;

/**
 * Text of a tracker, fit to be shown: one line, no control or formatting characters (which reorder what
 * follows them), 300 characters at most. It is text, not HTML: whoever shows it escapes it.
 */
export function cleanTrackerText(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes.subarray(0, MAX_TEXT_BYTES));
  const line = text.replaceAll(/\s+/gu, ' ').replaceAll(/\p{C}/gu, '').trim();
  return Array.from(line).slice(0, MAX_TEXT_CHARACTERS).join('');
}

const SENTENCES: Readonly<Record<string, readonly [TrackerErrorCode, string]>> = {
  ENOTFOUND: ['dns', "The tracker's host name is not known"],
  EAI_AGAIN: ['dns', "The tracker's host name could not be looked up; is the network up?"],
  ECONNREFUSED: ['connection', 'The tracker refused the connection'],
  ECONNRESET: ['connection', 'The tracker closed the connection'],
  EPIPE: ['connection', 'The tracker closed the connection'],
  ETIMEDOUT: ['timeout', 'The tracker did not answer in time'],
  ENETUNREACH: ['connection', 'There is no route to the tracker'],
  EHOSTUNREACH: ['connection', 'There is no route to the tracker'],
  EADDRNOTAVAIL: ['connection', 'The address that Shoal is bound to is not available'],
  EMFILE: ['connection', 'Too many open files: the limit of this process is reached'],
  CERT_HAS_EXPIRED: ['tls', "The tracker's certificate has expired"],
  CERT_NOT_YET_VALID: ['tls', "The tracker's certificate is not valid yet"],
  CERT_REVOKED: ['tls', "The tracker's certificate was revoked"],
  ERR_TLS_CERT_ALTNAME_INVALID: ['tls', "The tracker's certificate is for another host"],
  DEPTH_ZERO_SELF_SIGNED_CERT: ['tls', "The tracker's certificate is self-signed"],
  SELF_SIGNED_CERT_IN_CHAIN: ['tls', "The tracker's certificate is from an unknown authority"],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: [
    'tls',
    "The tracker's certificate is from an unknown authority",
  ],
  UNABLE_TO_GET_ISSUER_CERT: ['tls', "The tracker's certificate is from an unknown authority"],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: [
    'tls',
    "The tracker's certificate is from an unknown authority",
  ],
  EPROTO: ['tls', 'A secure connection to the tracker could not be made'],
  HPE_HEADER_OVERFLOW: ['too-large', "The tracker's reply is too large"],
};

/** Any error that an exchange with a tracker ended with, in words for the user. */
export function toTrackerError(error: unknown): TrackerError {
  if (error instanceof TrackerError) return error;
  const code = systemCode(error);
  const known = SENTENCES[code];
  if (known !== undefined) return new TrackerError(known[0], known[1], { cause: error });
  if (code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_')) {
    return new TrackerError('tls', 'A secure connection to the tracker could not be made', {
      cause: error,
    });
  }
  if (code.startsWith('HPE_')) {
    return new TrackerError('bad-reply', 'The tracker does not speak HTTP', { cause: error });
  }
  return new TrackerError('connection', 'The connection to the tracker failed', { cause: error });
}

function systemCode(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}
