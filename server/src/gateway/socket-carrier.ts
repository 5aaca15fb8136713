/**
 * Socket.IO as a carrier. An event is written as the packet that Socket.IO makes of it (its protocol, revision 5: type 2 and
 * a JSON array), because `emit` would write the same text anew for each of its readers and does not tell when it is sent.
 */
import type { StreamCarrier } from './stream-carrier.ts';
import type { StreamSocket } from './stream-socket.ts';

const EVENT_PACKET = '2';

export function socketCarrier({ conn }: StreamSocket): StreamCarrier {
  return {
    write: ({ name, json }, onSent) => {
      conn.send(`${EVENT_PACKET}["${name}",${json}]`, { compress: false }, onSent);
    },
  };
}
