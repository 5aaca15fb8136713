/** One JSON call to a client's control port. */

const CALL_TIMEOUT_MS = 5_000;

export interface JsonReply {
  status: number;
  headers: Headers;
  body: unknown;
}

/** Posts `body` as JSON; a status other than 2xx is for the caller to judge. */
export async function postJson(
  url: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<JsonReply> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: parse(text) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
