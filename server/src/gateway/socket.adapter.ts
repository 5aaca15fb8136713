/**
 * Socket.IO with our limits, at the base path. Its `cors` option does not guard the upgrade to a web
 * socket: Host, Origin and the credential are checked in `allowRequest`, for both transports.
 */
import type { IncomingMessage } from 'node:http';
import { IoAdapter } from '@nestjs/platform-socket.io';
import type { INestApplication } from '@nestjs/common';
import { LiveConnections, type LiveCaller } from '../auth/live-connections.service.ts';
import type { HttpServerAdapter } from '../http/http-server-adapter.ts';
import type { WebDoor } from '../http/web-door.ts';

/** Of the Socket.IO that Nest brings, which need not be the version that we import types from. */
type ServerOptions = NonNullable<Parameters<IoAdapter['createIOServer']>[1]>;
type Server = ReturnType<IoAdapter['createIOServer']>;
/** Of Engine.IO, below Socket.IO: one for each handshake. */
interface EngineSocket {
  request: IncomingMessage;
  close(discard: boolean): void;
  once(event: 'close', listener: () => void): void;
}
type Decide = (error: string | null, isAllowed: boolean) => void;

/** For answers that are on their way, and for web sockets to say farewell. */
const CLOSE_GRACE_MS = 500;
const MAX_MESSAGE_BYTES = 64 * 1024;

export class SocketAdapter extends IoAdapter {
  readonly #path: string;

  readonly #http: HttpServerAdapter;
  readonly #door: WebDoor;
  readonly #connections: LiveConnections;

  constructor(app: INestApplication, basePath: string, door: WebDoor) {
    super(app);
    this.#http = app.getHttpAdapter() as unknown as HttpServerAdapter;
    this.#path = `${basePath}socket.io`;
    this.#door = door;
    this.#connections = app.get(LiveConnections);
  }

  /** Waits for the HTTP server as well, and so for every connection. */
  override async close(server: Server): Promise<void> {
    this.#http.endConnections(CLOSE_GRACE_MS);
    await super.close(server);
  }

  override createIOServer(port: number, options?: ServerOptions): Server {
    const server = super.createIOServer(port, {
      ...options,
      path: this.#path,
      serveClient: false,
      maxHttpBufferSize: MAX_MESSAGE_BYTES,
      perMessageDeflate: false,
      httpCompression: false,
      allowRequest: (request: IncomingMessage, decide: Decide) =>
        void this.#refusalOf(request).then((refusal) => decide(refusal, refusal === null)),
    } as ServerOptions);
    // Below Socket.IO's own connections, so that one which never gets that far is watched over as well.
    server.engine.on('connection', (socket: EngineSocket) => {
      const { request } = socket;
      const close = (): void => socket.close(true);
      socket.once('close', this.#connections.hold(request, this.#callerOf(request), close));
    });
    return server;
  }

  /** Why a handshake is refused, for the log of a program; null where it may go on. */
  async #refusalOf(request: IncomingMessage): Promise<string | null> {
    if (!this.#door.admitsSocket(request)) return 'foreign-origin';
    try {
      const caller = this.#callerOf(request);
      return (await this.#connections.authenticate(request, caller)) ? null : 'unauthenticated';
    } catch {
      return 'internal';
    }
  }

  #callerOf(request: IncomingMessage): LiveCaller {
    const { proxies } = this.#door;
    return { address: proxies.callerAddress(request), isSecure: proxies.isSecure(request) };
  }
}
