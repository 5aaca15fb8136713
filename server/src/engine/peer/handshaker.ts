/** Waits for the 68 bytes with which a peer begins (BEP 3), for 10 seconds at most. */
import type { Clock } from '../core/clock.ts';
import type { TcpConnection } from '../net/tcp-connection.ts';
import { HANDSHAKE_BYTES, parseHandshake, type Handshake } from '../wire/handshake.ts';

/** libtorrent's: silent connections must not hold places. */
export const HANDSHAKE_TIMEOUT_MS = 10_000;

export interface HandshakeOutcome {
  /** Null where the peer left, was silent, or speaks something else. */
  handshake: Handshake | null;
  /** What came behind the handshake. */
  rest: Uint8Array;
}

/** Calls `onDone` once; where the handshake is null the connection is closed already. */
export function awaitHandshake(
  connection: TcpConnection,
  clock: Clock,
  onDone: (outcome: HandshakeOutcome) => void,
): void {
  const collected = new Uint8Array(HANDSHAKE_BYTES);
  let length = 0;
  let isDone = false;
  const finish = (outcome: HandshakeOutcome): void => {
    if (isDone) return;
    isDone = true;
    timer.cancel();
    if (outcome.handshake === null) connection.close();
    onDone(outcome);
  };
  const fail = (): void => finish({ handshake: null, rest: new Uint8Array(0) });
  const timer = clock.setTimer(HANDSHAKE_TIMEOUT_MS, fail);
  connection.listen({
    onBytes: (bytes) => {
      const take = Math.min(bytes.length, HANDSHAKE_BYTES - length);
      collected.set(bytes.subarray(0, take), length);
      length += take;
      if (length < HANDSHAKE_BYTES) return;
      finish({ handshake: parseHandshake(collected), rest: bytes.slice(take) });
    },
    onClosed: fail,
  });
}
