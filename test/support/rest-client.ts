/** Calls of the REST API, as short as a test wants them. */
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { BuiltTorrent } from '../../server/src/engine/testing/torrent-builder.ts';

export interface Answer<Body = Record<string, unknown>> {
  status: number;
  headers: Headers;
  body: Body;
}

export interface CallOptions {
  body?: unknown;
  headers?: Record<string, string>;
}

/** Bodies that are JSON or a problem document are parsed; others are texts. */
export async function call<Body = Record<string, unknown>>(
  url: string,
  method: string,
  path: string,
  { body, headers = {} }: CallOptions = {},
): Promise<Answer<Body>> {
  const isForm = body instanceof FormData || typeof body === 'string';
  const response = await fetch(url + path, {
    method,
    headers: {
      ...(body !== undefined && !isForm && { 'content-type': 'application/json' }),
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
