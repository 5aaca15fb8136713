/**
 * Socket.IO with our limits, at the base path. Its `cors` option does not guard the upgrade to a web
 * socket: Host and Origin are checked in `allowRequest`, for both transports.
 */
import type { IncomingMessage } from 'node:http';
import { IoAdapter } from '@nestjs/platform-socket.io';
import type { INestApplicationContext } from '@nestjs/common';
import { hasTrustedHost, hasTrustedOrigin } from '../http/request-checks.ts';

/** Of the Socket.IO that Nest brings, which need not be the version that we import types from. */
type ServerOptions = NonNullable<Parameters<IoAdapter['createIOServer']>[1]>;
type Server = ReturnType<IoAdapter['createIOServer']>;
type Decide = (error: string | null, isAllowed: boolean) => void;

const MAX_MESSAGE_BYTES = 64 * 1024;

export class SocketAdapter extends IoAdapter {
  readonly #path: string;

  constructor(app: INestApplicationContext, basePath: string) {
    super(app);
    this.#path = `${basePath}socket.io`;
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
        decide(null, hasTrustedHost(request.headers) && hasTrustedOrigin(request.headers)),
    } as ServerOptions);
  }
}
