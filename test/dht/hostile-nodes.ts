/**
 * Nodes that want harm, all in one network of 256 addresses (127.3.0.0/24), as one attacker has it: each does one thing, from
 * its start until it is closed. None of them holds anything for others.
 */
import type { PeerEndpoint } from '../../server/src/engine/core/messages.ts';
import { systemRandom as random } from '../../server/src/engine/core/random.ts';
import type { DhtNode, DhtQuery, DhtQuestion } from '../../server/src/engine/dht/dht-message.ts';
import { randomIdSharing } from '../../server/src/engine/dht/node-distance.ts';
import { readDhtMessage } from '../../server/src/engine/dht/read-dht-message.ts';
import { writeDhtMessage } from '../../server/src/engine/dht/write-dht-message.ts';
import {
  openDatagramSocket,
  type DatagramSocket,
} from '../../server/src/engine/net/datagram-socket.ts';

/** Peers that nobody may hear of. A node that is asked can name any; but these are named by who has no right to. */
export const FALSE_PEERS = {
  byForgedTokens: { address: '127.3.0.240', port: 6_662 },
  unasked: { address: '127.66.6.6', port: 6_663 },
} as const satisfies Record<string, PeerEndpoint>;
export const HOSTILE_NETWORK = '127.3.0.';
export const FLOODER = `${HOSTILE_NETWORK}250`;
const SPOOFED_PORTS = 3;
/** Ids that share so many bits with the target are nearer to it than any of a hundred honest ones. */
const NEAR_BITS = 24;

type Answer = (query: DhtQuery) => { id: Uint8Array; nodes: DhtNode[]; peers: PeerEndpoint[] };

/** Something that goes on, and can be ended. */
export interface Attack {
  close(): Promise<void>;
}

const idLike = (): Uint8Array => random.bytes(20);
const addressOf = (host: number): string => `${HOSTILE_NETWORK}${host}`;

/** Sends a question to each of them, again and again. */
function ask(
  socket: DatagramSocket,
  victims: readonly PeerEndpoint[],
  everyMs: number,
  question: () => DhtQuestion,
): NodeJS.Timeout {
  const send = (): void => {
    for (const { address, port } of victims) {
      const envelope = { transactionId: random.bytes(4), version: null, isReadOnly: false };
      const packet = writeDhtMessage({ kind: 'query', ...envelope, question: question() });
      socket.send(packet, port, address);
    }
  };
  send();
  return setInterval(send, everyMs);
}

/** A node that answers every question so. */
async function answering(address: string, answer: Answer): Promise<DatagramSocket> {
  const socket = await openDatagramSocket({ host: address, port: 0 });
  socket.onMessage((packet, port, from) => {
    const message = readOrNull(packet);
    if (message?.kind !== 'query') return;
    const envelope = { transactionId: message.transactionId, version: null, externalAddress: null };
    const nothing = { scrape: null, item: null, samples: null, token: random.bytes(4) };
    const response = { kind: 'response', ...envelope, ...nothing, ...answer(message) } as const;
    socket.send(writeDhtMessage(response), port, from);
  });
  return socket;
}

function readOrNull(packet: Uint8Array): ReturnType<typeof readDhtMessage> | null {
  try {
    return readDhtMessage(packet);
  } catch {
    return null;
  }
}

/** Nodes with ids next to the target, who name each other and nobody else, and want to be known by everybody. */
export async function surround(
  target: Uint8Array,
  victims: readonly PeerEndpoint[],
  count: number,
): Promise<Attack> {
  const ids = Array.from({ length: count }, () => randomIdSharing(target, NEAR_BITS, random));
  const fellows: DhtNode[] = [];
  const sockets = await Promise.all(
    ids.map((id, index) =>
      answering(addressOf(1 + index), () => ({ id, nodes: fellows.slice(0, 16), peers: [] })),
    ),
  );
  for (const [index, { port }] of sockets.entries()) {
    fellows.push({ id: ids[index]!, address: addressOf(1 + index), port });
  }
  const timers = sockets.map((socket, index) => {
    const id = ids[index]!;
    return ask(socket, victims, 3_000, () => ({ method: 'find_node', id, target, want: null }));
  });
  return endOf(sockets, timers);
}

/** A node that has another id in every answer, and one whose lists are as long as a packet. */
export async function lie(victims: readonly PeerEndpoint[]): Promise<Attack> {
  const somewhere = (): DhtNode => ({ id: idLike(), address: addressOf(200), port: 1 });
  const changeling = await answering(addressOf(230), () => ({
    id: idLike(),
    nodes: Array.from({ length: 8 }, somewhere),
    peers: [{ address: '127.66.6.7', port: 7_777 }],
  }));
  const own = idLike();
  const talkative = await answering(addressOf(231), () => ({
    id: own,
    nodes: Array.from({ length: 100 }, (_, index) => ({
      id: idLike(),
      address: `127.77.${index}.1`,
      port: 7_777,
    })),
    peers: Array.from({ length: 150 }, (_, index) => ({ address: '127.66.6.7', port: 1 + index })),
  }));
  const timers = [changeling, talkative].map((socket) =>
    ask(socket, victims, 2_000, () => ({ method: 'ping', id: own })),
  );
  return endOf([changeling, talkative], timers);
}

/** One address that asks each of them a hundred questions a second. */
export async function flood(victims: readonly PeerEndpoint[]): Promise<Attack> {
  const socket = await openDatagramSocket({ host: FLOODER, port: 0 });
  const question = (): DhtQuestion => ({
    method: 'get_peers',
    id: idLike(),
    infoHash: idLike(),
    want: null,
    withoutSeeds: false,
    wantsScrape: false,
  });
  return endOf([socket], [ask(socket, victims, 10, question)]);
}

/** Announces a peer for the hash at each of them, with tokens that none of them gave. */
export async function forgeTokens(
  infoHash: Uint8Array,
  victims: readonly PeerEndpoint[],
): Promise<Attack> {
  const socket = await openDatagramSocket({ host: FALSE_PEERS.byForgedTokens.address, port: 0 });
  const question = (): DhtQuestion => ({
    method: 'announce_peer',
    id: idLike(),
    infoHash,
    port: FALSE_PEERS.byForgedTokens.port,
    isPortImplied: false,
    token: random.bytes(8),
    isSeed: true,
  });
  return endOf([socket], [ask(socket, victims, 500, question)]);
}

/** Answers in the name of honest addresses, from other ports than theirs: nobody asked for them. */
export async function spoof(
  sources: readonly PeerEndpoint[],
  victims: readonly PeerEndpoint[],
): Promise<Attack> {
  const hosts = sources.slice(0, SPOOFED_PORTS).map(({ address: host }) => host);
  const sockets = await Promise.all(hosts.map((host) => openDatagramSocket({ host, port: 0 })));
  const send = (): void => {
    for (const socket of sockets) {
      for (const { address, port } of victims) {
        const envelope = { transactionId: random.bytes(2), version: null, externalAddress: null };
        const nothing = { scrape: null, item: null, samples: null, token: null };
        const lies = { id: idLike(), nodes: [], peers: [FALSE_PEERS.unasked] };
        const packet = writeDhtMessage({ kind: 'response', ...envelope, ...nothing, ...lies });
        socket.send(packet, port, address);
      }
    }
  };
  return endOf(sockets, [setInterval(send, 100)]);
}

function endOf(sockets: readonly DatagramSocket[], timers: readonly NodeJS.Timeout[]): Attack {
  return {
    close: async () => {
      for (const timer of timers) clearInterval(timer);
      await Promise.all(sockets.map((socket) => socket.close()));
    },
  };
}
