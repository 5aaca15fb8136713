/**
 * Requests and answers over UDP: an answer counts only where its transaction id and its source are those of
 * a request that waits. A request is sent again after 15, 30, 60 ... seconds (BEP 15) until its signal says
 * that time is over.
 */
import { untilAborted } from '../core/until-aborted.ts';
import type { Clock, Timer } from '../core/clock.ts';
import type { PeerEndpoint } from '../core/messages.ts';
import type { Random } from '../core/random.ts';
import { endpointKey } from '../net/address.ts';
import { cleanTrackerText, toTrackerError, TrackerError } from './tracker-error.ts';
import { type DatagramPort } from './tracker-transport.ts';
import { ANSWER_HEADER_BYTES, malformed, UDP_ACTION } from './udp-packets.ts';

/** BEP 15: 15 * 2 ^ n seconds. */
export const RETRANSMIT_MS = 15_000;

interface Waiting {
  action: number;
  resolve: (answer: Buffer) => void;
  reject: (error: TrackerError) => void;
}

export interface UdpQuestion {
  to: PeerEndpoint;
  /** What the answer must be, if it is no error. */
  action: number;
  packet: (transactionId: number) => Uint8Array;
}

export class UdpExchange {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #port: DatagramPort;
  readonly #waiting = new Map<string, Waiting>();
  readonly #stopListening: () => void;

  constructor(parts: { clock: Clock; random: Random; datagrams: DatagramPort }) {
    this.#clock = parts.clock;
    this.#random = parts.random;
    this.#port = parts.datagrams;
    this.#stopListening = this.#port.onMessage((packet, port, address) => {
      this.#receive(packet, { address, port });
    });
  }

  /** Asks until there is an answer. Rejects with a TrackerError or the signal's reason. */
  async ask(question: UdpQuestion, signal: AbortSignal): Promise<Buffer> {
    const transactionId = Buffer.from(this.#random.bytes(4)).readUInt32BE();
    const key = waitingKey(transactionId, question.to);
    const packet = question.packet(transactionId);
    let stopSending = (): void => {};
    const answered = new Promise<Buffer>((resolve, reject) => {
      this.#waiting.set(key, { action: question.action, resolve, reject });
      stopSending = this.#sendRepeatedly(question.to, packet, (error) => {
        reject(toTrackerError(error));
      });
    });
    try {
      return await untilAborted(answered, signal);
    } finally {
      stopSending();
      this.#waiting.delete(key);
    }
  }

  /** Hears no packet any more. */
  close(): void {
    this.#stopListening();
  }

  /** Sends now and again until the returned function is called. */
  #sendRepeatedly(
    to: PeerEndpoint,
    packet: Uint8Array,
    onError: (error: Error) => void,
  ): () => void {
    let timer: Timer | null = null;
    const send = (waitMs: number): void => {
      timer = this.#clock.setTimer(waitMs, () => send(2 * waitMs));
      this.#port.send(packet, to.port, to.address, onError);
    };
    send(RETRANSMIT_MS);
    return () => timer?.cancel();
  }

  #receive(packet: Uint8Array, from: PeerEndpoint): void {
    if (packet.length < ANSWER_HEADER_BYTES) return;
    const answer = Buffer.from(packet.buffer, packet.byteOffset, packet.byteLength);
    const waiting = this.#waiting.get(waitingKey(answer.readUInt32BE(4), from));
    if (waiting === undefined) return;
    const action = answer.readUInt32BE(0);
    if (action === waiting.action) waiting.resolve(answer);
    else waiting.reject(action === UDP_ACTION.error ? readError(answer) : malformed());
  }
}

function readError(answer: Buffer): TrackerError {
  const reason = cleanTrackerText(answer.subarray(ANSWER_HEADER_BYTES));
  return new TrackerError('failure', reason === '' ? 'The tracker gave no reason' : reason);
}

function waitingKey(transactionId: number, endpoint: PeerEndpoint): string {
  return `${transactionId}@${endpointKey(endpoint)}`;
}
