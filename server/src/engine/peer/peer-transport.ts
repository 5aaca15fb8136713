/** What a peer needs of the connection below it: TCP as it is, or with a cipher over it. */
import type { PeerEndpoint } from '../core/messages.ts';
import type { ConnectionListener } from '../net/tcp-connection.ts';

export interface PeerTransport {
  readonly remote: PeerEndpoint;
  readonly isClosed: boolean;
  /** Takes the place of the listener before. */
  listen(listener: ConnectionListener): void;
  /**
   * The transport owns `bytes` until `onWritten`, which is called when they may be used again, or never can be
   * sent. It may encrypt them where they are: afterwards they are not what they were.
   */
  write(bytes: Uint8Array, onWritten?: () => void): void;
  close(): void;
}
