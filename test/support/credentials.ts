/**
 * The account that test servers have, and the credentials that tests show them. A server is registered by its
 * address when it starts; the first call that needs it signs in, as a program would: by the account, for a token.
 */

export const TEST_USER = 'tester';
export const TEST_PASSWORD = 'a password for tests';

/** Makes the account at the first start. No test means to meet the limit of requests but those that set it. */
export const ACCOUNT_ENVIRONMENT: Readonly<Record<string, string>> = {
  SHOAL_ADMIN_USER: TEST_USER,
  SHOAL_ADMIN_PASSWORD: TEST_PASSWORD,
  SHOAL_TOKEN_REQUESTS_PER_MINUTE: '1000000',
};

/** The value of an Authorization header. */
type Authorization = string;

/** By address: where the API stands, and what the server keeps its tokens in. */
const servers = new Map<string, { url: string; dataDirectory: string }>();
/** By data folder, so that a server that starts again knows the token of before. */
const signedIn = new Map<string, Promise<Authorization>>();

/** A server that has the account. `url` has no slash at the end. */
export function registerServer(url: string, dataDirectory: string): void {
  servers.set(new URL(url).origin, { url, dataDirectory });
}

/** Headers for the API of a registered server; none for others. */
export async function credentialsFor(url: string): Promise<Record<string, string>> {
  const server = servers.get(new URL(url).origin);
  if (!server) return {};
  const known = signedIn.get(server.dataDirectory) ?? signInOver(server.url);
  signedIn.set(server.dataDirectory, known);
  try {
    return { authorization: await known };
  } catch (error) {
    forgetCredentials(url);
    throw error;
  }
}

/** The token of a registered server, for other programs. */
export async function tokenFor(url: string): Promise<string> {
  const { authorization = '' } = await credentialsFor(url);
  return authorization.replace('Bearer ', '');
}

/** The next call signs in again: a power cut may take a token back. */
export function forgetCredentials(url: string): void {
  const server = servers.get(new URL(url).origin);
  if (server) signedIn.delete(server.dataDirectory);
}

async function signInOver(url: string): Promise<Authorization> {
  const login = await send(url, 'login', { username: TEST_USER, password: TEST_PASSWORD });
  const cookie = login.headers.getSetCookie().map((text) => text.split(';', 1)[0]);
  const request = { name: 'tests', scope: 'admin' };
  const answer = await send(url, 'tokens', request, { cookie: cookie.join('; ') });
  const { token } = (await answer.json()) as { token: string };
  return `Bearer ${token}`;
}

async function send(
  url: string,
  what: 'login' | 'tokens',
  body: object,
  headers: Record<string, string> = {},
): Promise<Response> {
  const answer = await fetch(`${url}/api/auth/${what}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${what} was answered ${answer.status}: ${await answer.text()}`);
  return answer;
}
