/** The server of the demo: Shoal as anyone would start it, in a process and a data folder of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PASSWORD_BYTES = 6;
const SERVER_PROGRAM = fileURLToPath(new URL('../main.js', import.meta.url));

/** What one needs to sign in to it. */
export interface DemoAccount {
  readonly username: string;
  readonly password: string;
}

export class DemoApp {
  /** Made anew for each demo: whoever else is on this machine shall not know it. */
  readonly account: DemoAccount = {
    username: 'demo',
    password: randomBytes(PASSWORD_BYTES).toString('hex'),
  };
  #process: ChildProcess | undefined;
  #link = '';
  /** Of the demo's own session. */
  #cookie = '';

  /** Resolves with the link when it answers. */
  async start(folder: string, port: number): Promise<string> {
    // Its own process group: a Ctrl-C in the terminal reaches the demo, which stops the app in turn.
    const server = spawn(process.execPath, [SERVER_PROGRAM], {
      env: demoEnvironment(folder, await portOrFree(port), this.account),
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: process.platform !== 'win32',
    });
    this.#process = server;
    this.#link = await new Promise<string>((resolve, reject) => {
      createInterface({ input: server.stdout }).on('line', (line) => {
        const link = /^Shoal is ready: (\S+)/.exec(line)?.[1];
        if (link) resolve(link);
      });
      server.once('error', reject);
      server.once('exit', () => reject(new Error('The app ended before it was ready.')));
    });
    await this.#signIn();
    return this.#link;
  }

  /** Uploads a torrent and starts it, as the web app does. */
  async download(torrent: Uint8Array): Promise<void> {
    const form = new FormData();
    form.set('torrent', new Blob([Uint8Array.from(torrent)]), 'demo.torrent');
    const uploaded = await this.#post('api/upload-torrent', { body: form });
    const { id } = (await uploaded.json()) as { id: string };
    await this.#post('api/start-download', json({ torrentId: id }));
  }

  async stop(): Promise<void> {
    const server = this.#process;
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    server.kill('SIGTERM');
    await once(server, 'exit');
  }

  /** At once, for the last moment of this process. */
  kill(): void {
    this.#process?.kill('SIGKILL');
  }

  async #signIn(): Promise<void> {
    const { headers } = await this.#post('api/auth/login', json(this.account));
    this.#cookie = headers
      .getSetCookie()
      .map((text) => text.split(';', 1)[0])
      .join('; ');
  }

  async #post(path: string, { body, type }: Content): Promise<Response> {
    const response = await fetch(new URL(path, this.#link), {
      method: 'POST',
      headers: { cookie: this.#cookie, ...(type !== undefined && { 'content-type': type }) },
      body,
    });
    if (!response.ok) {
      throw new Error(`The app answered ${response.status}: ${await response.text()}`);
    }
    return response;
  }
}

/** A form says its own type. */
interface Content {
  body: FormData | string;
  type?: string;
}

function json(body: object): Content {
  return { body: JSON.stringify(body), type: 'application/json' };
}

function demoEnvironment(
  folder: string,
  port: number,
  { username, password }: DemoAccount,
): NodeJS.ProcessEnv {
  // The user's own settings must not reach into the demo.
  const foreign = Object.entries(process.env).filter(([name]) => !name.startsWith('SHOAL_'));
  return {
    ...Object.fromEntries(foreign),
    SHOAL_PORT: String(port),
    SHOAL_DATA_DIR: join(folder, 'data'),
    SHOAL_DOWNLOAD_DIR: join(folder, 'downloads'),
    SHOAL_PEER_HOST: '127.0.0.1',
    SHOAL_PEER_PORT: '0',
    SHOAL_DHT: 'false',
    SHOAL_LSD: 'false',
    SHOAL_LOG_LEVEL: 'warn',
    SHOAL_ADMIN_USER: username,
    SHOAL_ADMIN_PASSWORD: password,
  };
}

/** The port where it is free, else 0. */
async function portOrFree(port: number): Promise<number> {
  const probe = createServer();
  try {
    await once(probe.listen(port, '127.0.0.1'), 'listening');
    return port;
  } catch {
    return 0;
  } finally {
    probe.close();
  }
}
