/** The Socket.IO connection, behind a token so that tests can put a plain emitter in its place. */
import { InjectionToken, inject } from '@angular/core';
import type { ClientToServerEvents, ServerToClientEvents } from '@shared/events/stream.js';
import { type Socket, io } from 'socket.io-client';
import { SERVER_BASE } from '../api/server-address';

export type LiveSocket = Pick<
  Socket<ServerToClientEvents, ClientToServerEvents>,
  'on' | 'off' | 'emit' | 'connect' | 'disconnect' | 'connected' | 'auth'
>;

const RECONNECT_DELAY_MS = 500;
const RECONNECT_DELAY_MAX_MS = 5000;

export const LIVE_SOCKET = new InjectionToken<LiveSocket>('live event stream', {
  factory: () => {
    const base = new URL(inject(SERVER_BASE));
    return io(base.origin, {
      path: `${base.pathname}socket.io`,
      transports: ['websocket', 'polling'],
      autoConnect: false,
      reconnectionDelay: RECONNECT_DELAY_MS,
      reconnectionDelayMax: RECONNECT_DELAY_MAX_MS,
    });
  },
});
