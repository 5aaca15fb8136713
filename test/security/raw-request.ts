/** Requests as an attacker's program or browser makes them: with any header, `Host` and `Origin` too. */
import { once } from 'node:events';
import { request as open, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

export interface RawRequest {
  method?: string;
  headers?: Record<string, string | string[]>;
  body?: string | Uint8Array;
}

export interface RawAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  /** The problem's code, or undefined where the answer is none. */
  code: string | undefined;
}

/** Each on a connection of its own. */
export async function send(
  url: string,
  { method = 'GET', headers = {}, body }: RawRequest = {},
): Promise<RawAnswer> {
  const request = open(url, { method, headers, agent: false });
  request.end(body);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const content = isEndless(response) ? '' : await text(response);
  response.destroy();
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    text: content,
    code: codeOf(response.headers['content-type'], content),
  };
}

/** The event stream. */
function isEndless({ headers }: IncomingMessage): boolean {
  return headers['content-type']?.startsWith('text/event-stream') === true;
}

function codeOf(type: string | undefined, content: string): string | undefined {
  if (type === undefined || !type.includes('problem+json') || content === '') return undefined;
  return (JSON.parse(content) as { code?: string }).code;
}
