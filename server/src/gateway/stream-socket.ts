import type { Server, Socket } from 'socket.io';
import type { ClientToServerEvents, ServerToClientEvents } from '@shared/events/stream.js';

export type StreamServer = Server<ClientToServerEvents, ServerToClientEvents>;
export type StreamSocket = Socket<ClientToServerEvents, ServerToClientEvents>;
