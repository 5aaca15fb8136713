/**
 * Socket.IO with our limits, at the base path. Its `cors` option does not guard the upgrade to a web
 * socket: Host and Origin are checked in `allowRequest`, for both transports.
 */
import type { IncomingMessage } from 'node:http';
import { IoAdapter } from '@nestjs/platform-socket.io';
import type { INestApplication } from '@nestjs/common';
import type { HttpServerAdapter } from '../http/http-server-adapter.ts';
import type { WebDoor } from '../http/web-door.ts';

/** Of the Socket.IO that Nest brings, which need not be the version that we import types from. */
type ServerOptions = NonNullable<Parameters<IoAdapter['createIOServer']>[1]>;
type Server = ReturnType<IoAdapter['createIOServer']>;
type Decide = (error: string | null, isAllowed: boolean) => void;

/** For answers that are on their way, and for web sockets to say farewell. */
const CLOSE_GRACE_MS = 500;
const MAX_MESSAGE_BYTES = 64 * 1024;

export class SocketAdapter extends IoAdapter {
  readonly #path: string;

  readonly #http: HttpServerAdapter;
  readonly #door: WebDoor;

  constructor(app: INestApplication, basePath: string, door: WebDoor) {
    super(app);
    this.#http = app.getHttpAdapter() as unknown as HttpServerAdapter;
    this.#path = `${basePath}socket.io`;
    this.#door = door;
  }

  /** Waits for the HTTP server as well, and so for every connection. */
  override async close(server: Server): Promise<void> {
    this.#http.endConnections(CLOSE_GRACE_MS);
    await super.close(server);
  }

  override createIOServer(port: number, options?: ServerOptions): Server {
    return super.createIOServer(port, {
      ...options,
      path: this.#path,
      serveClient: false,
      maxHttpBufferSize: MAX_MESSAGE_BYTES,
      perMessageDeflate: false,
      httpCompression: false,
      allowRequest: (request: IncomingMessage, decide: Decide) =>
        decide(null, this.#door.admitsSocket(request)),
    } as ServerOptions);
  }
}
