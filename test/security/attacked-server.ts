/** The built server with a folder of its own, for one file of attacks. */
import { RealServer } from '../support/real-server.ts';
import { TempFolder } from '../support/temp-folder.ts';

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
    cookies: {},
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await folder.remove();
    },
  };
}
