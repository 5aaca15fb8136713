/** Calls of the REST API, as short as a test wants them. */
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { BuiltTorrent } from '../../server/src/engine/testing/torrent-builder.ts';
import { credentialsFor, forgetCredentials } from './credentials.ts';

export interface Answer<Body = Record<string, unknown>> {
  status: number;
  headers: Headers;
  body: Body;
}

export interface CallOptions {
  body?: unknown;
  headers?: Record<string, string>;
  /** Without the credentials that a test server is shown by itself. */
  anonymous?: boolean;
}

/** What needs credentials: all of the API but what works before there are any. */
const GUARDED_PATHS = /\/(?:api\/(?!auth\/(?:login|setup)$)|metrics$)/;

/** Bodies that are JSON or a problem document are parsed; others are texts. */
export async function call<Body = Record<string, unknown>>(
  url: string,
  method: string,
  path: string,
  options: CallOptions = {},
): Promise<Answer<Body>> {
  const { headers = {}, anonymous = hasCredentials(headers) || !GUARDED_PATHS.test(path) } =
    options;
  const credentials = anonymous ? {} : await credentialsFor(url);
  const answer = await send<Body>(url + path, method, options, credentials);
  if (answer.status !== 401 || !hasCredentials(credentials)) return answer;
  forgetCredentials(url);
  return send(url + path, method, options, await credentialsFor(url));
}

function hasCredentials(headers: Record<string, string>): boolean {
  return 'authorization' in headers || 'cookie' in headers;
}

async function send<Body>(
  url: string,
  method: string,
  { body, headers = {} }: CallOptions,
  credentials: Record<string, string>,
): Promise<Answer<Body>> {
  const isForm = body instanceof FormData || typeof body === 'string';
  const response = await fetch(url, {
    method,
    headers: {
      ...(body !== undefined && !isForm && { 'content-type': 'application/json' }),
      ...credentials,
      ...headers,
    },
    redirect: 'manual',
    ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    body: (isJson && text !== '' ? JSON.parse(text) : text) as Body,
  };
}

/** The status of a GET with headers that `fetch` would not let one set, such as `Host`. */
export async function statusOf(url: string, headers: Record<string, string>): Promise<number> {
  const request = get(url, { headers, agent: false });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.resume();
  return response.statusCode ?? 0;
}

export function torrentForm(
  bytes: Uint8Array,
  name = 'sample.torrent',
  field = 'torrent',
): FormData {
  const form = new FormData();
  form.append(field, new Blob([bytes.slice()]), name);
  return form;
}

/** Uploads it and gives its id. */
export async function upload(url: string, torrent: BuiltTorrent): Promise<string> {
  const body = torrentForm(torrent.bytes);
  const answer = await call<{ id: string }>(url, 'POST', '/api/upload-torrent', { body });
  if (answer.status !== 201) throw new Error(`upload failed: ${JSON.stringify(answer.body)}`);
  return answer.body.id;
}
