/** Hangs up on a socket that sends more than a person can click. */
import type { StreamSocket } from './stream-socket.ts';

const WINDOW_MS = 60_000;
const MESSAGES_PER_WINDOW = 100;

export function limitMessages(
  socket: StreamSocket,
  now: () => number = () => performance.now(),
): void {
  let windowStart = now();
  let messages = 0;
  socket.use((_message, next) => {
    if (now() - windowStart > WINDOW_MS) {
      windowStart = now();
      messages = 0;
    }
    if (++messages > MESSAGES_PER_WINDOW) socket.disconnect(true);
    else next();
  });
}
