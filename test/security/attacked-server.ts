/** The built server with a folder of its own, for one file of attacks. */
import { TEST_PASSWORD, TEST_USER } from '../support/credentials.ts';
import { RealServer } from '../support/real-server.ts';
import { TempFolder } from '../support/temp-folder.ts';
import { send } from './raw-request.ts';

export interface AttackedServer extends AsyncDisposable {
  readonly server: RealServer;
  readonly url: string;
  readonly folder: string;
  /** What the browser of a user who is signed in would send. */
  readonly cookies: Record<string, string>;
}

export async function startAttackedServer(
  environment: Record<string, string> = {},
): Promise<AttackedServer> {
  const folder = await TempFolder.create('attacked');
  const server = await RealServer.start(folder.path, environment);
  return {
    server,
    url: server.url,
    folder: folder.path,
    cookies: { cookie: await signIn(server.url) },
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await folder.remove();
    },
  };
}

/** The cookie of a new session, as a browser sends it. */
export async function signIn(url: string): Promise<string> {
  const { status, headers } = await send(`${url}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: TEST_USER, password: TEST_PASSWORD }),
  });
  const [cookie] = headers['set-cookie'] ?? [];
  if (status !== 200 || cookie === undefined) throw new Error(`login was answered ${status}`);
  return cookie.split(';', 1)[0]!;
}
