/**
 * Peers that have, or claim to have, the metadata of a magnet, on virtual time and without sockets: what each answers
 * is a function of what it is asked, so that a test can let it lie, stall or flood.
 */
import type { MagnetSource } from '../core/magnet-messages.ts';
import type { PeerEndpoint } from '../core/messages.ts';
import { encodeBencode } from '../bencode/index.ts';
import { seededRandom } from '../core/random.ts';
import type { DialledSwarm, MagnetContext } from '../magnet/magnet-context.ts';
import { MetadataFetch, type FetchedMetadata } from '../magnet/metadata-fetch.ts';
import { endpointKey } from '../net/address.ts';
import type { ConnectionListener } from '../net/tcp-connection.ts';
import type { PeerTransport } from '../peer/peer-transport.ts';
import { defaultEngineConfig } from '../session/engine-defaults.ts';
import type { DiskPool } from '../storage/disk-pool.ts';
import { OWN_EXTENSIONS } from '../wire/extension-handshake.ts';
import { MESSAGE } from '../wire/message-ids.ts';
import { MessageParser } from '../wire/message-parser.ts';
import { MessageWriter } from '../wire/message-writer.ts';
import {
  encodeMetadataData,
  METADATA_PIECE_BYTES,
  parseMetadataMessage,
} from '../wire/ut-metadata.ts';
import { FakeClock } from './fake-clock.ts';
import { isolatedContext } from './isolated-context.ts';

/** By which number givers want messages about metadata. */
const THEIR_NUMBER = 7;

export interface GiverScript {
  /** What it says of the size; left out of its handshake where null. */
  claim: number | bigint | string | null;
  /** Messages that answer a request; none: it says nothing. */
  answer(piece: number): Uint8Array[];
  /** Milliseconds from a request to its answer. */
  delayMs?: number;
  /** Bytes that leave in one piece, one such piece a second; all at once where it is left out. */
  dripBytes?: number;
}

/** Gives what it has, as every honest peer. */
export function honest(info: Uint8Array, delayMs = 20): GiverScript {
  return {
    claim: info.length,
    delayMs,
    answer: (piece) => {
      const begin = piece * METADATA_PIECE_BYTES;
      const bytes = info.subarray(begin, begin + METADATA_PIECE_BYTES);
      return [encodeMetadataData(piece, info.length, bytes)];
    },
  };
}

/** Gives as many bytes as it claims, all of them wrong. */
export function liar(claim: number, delayMs = 20): GiverScript {
  return honest(new Uint8Array(claim).fill(0x78), delayMs);
}

/** Claims a size and never gives anything. */
export function silent(claim: GiverScript['claim']): GiverScript {
  return { claim, answer: () => [] };
}

export class SimulatedGiver implements PeerTransport {
  readonly remote: PeerEndpoint;
  readonly peerId: Uint8Array;
  /** Pieces that it was asked for. */
  readonly asked: number[] = [];
  isClosed = false;
  /** What it says behind its handshake, in front of everything else. */
  greeting: Uint8Array[] = [];
  readonly #script: GiverScript;
  readonly #clock: FakeClock;
  readonly #parser: MessageParser;
  #listener: ConnectionListener | null = null;

  constructor(remote: PeerEndpoint, number: number, script: GiverScript, clock: FakeClock) {
    this.remote = remote;
    this.peerId = Buffer.from(`-XX0000-${String(number).padStart(12, '0')}`, 'latin1');
    this.#script = script;
    this.#clock = clock;
    const handler = {
      onMessage: (id: number, payload: Uint8Array): boolean => this.#onMessage(id, payload),
      onBlockStart: (): number => -1,
      onBlockEnd: (): void => {},
    };
    this.#parser = new MessageParser(handler, new Uint8Array(0), null);
  }

  listen(listener: ConnectionListener): void {
    this.#listener = listener;
    const { claim } = this.#script;
    const size = claim === null ? {} : { metadata_size: claim };
    const handshake = encodeBencode({ m: { ut_metadata: THEIR_NUMBER }, ...size });
    for (const bytes of this.greeting) this.say(bytes);
    this.say(extended(0, handshake));
  }

  write(bytes: Uint8Array, onWritten?: () => void): void {
    this.#parser.consume(bytes);
    onWritten?.();
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.#clock.setTimer(0, () => this.#listener?.onClosed());
  }

  /** Sends these bytes, at the next moment of the clock. */
  say(bytes: Uint8Array, delayMs = 0): void {
    this.#clock.setTimer(delayMs, () => {
      if (!this.isClosed) this.#listener?.onBytes(bytes.slice());
    });
  }

  #onMessage(id: number, payload: Uint8Array): boolean {
    if (id !== MESSAGE.extended || payload[0] !== THEIR_NUMBER) return true;
    const message = parseMetadataMessage(payload.subarray(1));
    if (message?.kind !== 'request') return true;
    this.asked.push(message.piece);
    for (const answer of this.#script.answer(message.piece)) this.#send(answer);
    return true;
  }

  #send(payload: Uint8Array): void {
    const bytes = extended(OWN_EXTENSIONS.metadata, payload);
    const { delayMs = 0, dripBytes = bytes.length } = this.#script;
    for (let at = 0, drops = 0; at < bytes.length; at += dripBytes, drops++) {
      this.say(bytes.subarray(at, at + dripBytes), delayMs + drops * 1_000);
    }
  }
}

/** One message of the extension protocol. */
export function extended(number: number, payload: Uint8Array): Uint8Array {
  const writer = new MessageWriter();
  writer.extended(number, payload);
  return writer.take();
}

export interface SimulatedFetch {
  fetch: MetadataFetch;
  givers: SimulatedGiver[];
  clock: FakeClock;
  fetched: FetchedMetadata[];
  faults: string[];
  /** Seconds of virtual time, until it ended or they are over: gives how many passed. */
  run(seconds: number): Promise<number>;
}

/** A fetch of the magnet from these peers, which it is told of in the magnet. */
export function simulateFetch(
  magnet: MagnetSource,
  scripts: readonly GiverScript[],
  changes: Partial<MagnetContext['limits']> = {},
): SimulatedFetch {
  const clock = new FakeClock();
  const givers = scripts.map((script, index) => {
    const remote = {
      address: `203.0.${Math.floor(index / 200)}.${1 + (index % 200)}`,
      port: 6_881,
    };
    return new SimulatedGiver(remote, index, script, clock);
  });
  const byKey = new Map(givers.map((giver) => [endpointKey(giver.remote), giver]));
  const { context } = isolatedContext({
    disk: undefined as unknown as DiskPool,
    clock,
    random: seededRandom(1),
  });
  const magnetContext: MagnetContext = {
    ...context,
    limits: { ...defaultEngineConfig(), ...changes },
    connectionsEach: () => Infinity,
    mayHold: () => true,
    dialFor: (swarm, endpoint) => dial(swarm, byKey.get(endpointKey(endpoint)), endpoint, clock),
  };
  const simulated: SimulatedFetch = {
    givers,
    clock,
    fetched: [],
    faults: [],
    fetch: new MetadataFetch(
      { ...magnet, peers: givers.map(({ remote }) => remote) },
      magnetContext,
      {
        onFetched: (_fetch, result) => simulated.fetched.push(result),
        onFailed: (_fetch, { message }) => simulated.faults.push(message),
      },
    ),
    run: async (seconds) => {
      for (let second = 0; second < seconds; second++) {
        await clock.advanceAsync(1_000);
        if (simulated.fetched.length + simulated.faults.length > 0) return second;
        simulated.fetch.tick();
      }
      return seconds;
    },
  };
  return simulated;
}

function dial(
  swarm: DialledSwarm,
  giver: SimulatedGiver | undefined,
  endpoint: PeerEndpoint,
  clock: FakeClock,
): void {
  clock.setTimer(10, () => {
    if (!giver || giver.isClosed) {
      swarm.dialFailed(endpoint);
      return;
    }
    const handshake = {
      infoHash: swarm.infoHash,
      peerId: giver.peerId,
      supportsExtensions: true,
      supportsFast: true,
      supportsDht: false,
    };
    const rest = new Uint8Array(0);
    swarm.admit({ transport: giver, encryption: 'none', handshake, rest, incoming: false });
  });
}
