/**
 * What other clients say of a peer in letters, each with its letter and in words. Pure. The letters are those of
 * qBittorrent and libtorrent, so that who knows them finds them.
 */
import type { DownloadPeerDto } from '@shared/dto/download.js';

export interface PeerFlag {
  letter: string;
  /** Of the peer, after its name: `sends to us`. */
  words: string;
  /** A sentence for the legend. */
  meaning: string;
}

const FLAGS = {
  snubbed: {
    letter: 'S',
    words: $localize`sends nothing though asked`,
    meaning: $localize`It did not send in time what we asked for: it is asked for one block at a time until it does.`,
  },
  sending: {
    letter: 'D',
    words: $localize`sends to us`,
    meaning: $localize`We want data that it has, and it lets us have it.`,
  },
  waiting: {
    letter: 'd',
    words: $localize`makes us wait`,
    meaning: $localize`We want data that it has, and it does not let us have it yet.`,
  },
  offering: {
    letter: 'K',
    words: $localize`would send to us`,
    meaning: $localize`It would let us have data, but has nothing that we want.`,
  },
  receiving: {
    letter: 'U',
    words: $localize`gets data from us`,
    meaning: $localize`It wants data that we have, and we let it have it.`,
  },
  queueing: {
    letter: 'u',
    words: $localize`waits for us`,
    meaning: $localize`It wants data that we have; it gets it when one of the upload slots is its.`,
  },
  welcome: {
    letter: '?',
    words: $localize`may ask us`,
    meaning: $localize`We would let it have data, but it wants none of ours.`,
  },
  optimistic: {
    letter: 'O',
    words: $localize`on trial`,
    meaning: $localize`It is served for a while to find out how fast it sends in return.`,
  },
  incoming: {
    letter: 'I',
    words: $localize`connected to us`,
    meaning: $localize`It connected to us, not we to it.`,
  },
  dht: {
    letter: 'H',
    words: $localize`found in the DHT`,
    meaning: $localize`Its address came from the distributed hash table.`,
  },
  pex: {
    letter: 'X',
    words: $localize`named by another peer`,
    meaning: $localize`Its address came by peer exchange.`,
  },
  lsd: {
    letter: 'L',
    words: $localize`found in the local network`,
    meaning: $localize`Its address came by local discovery.`,
  },
  encrypted: {
    letter: 'E',
    words: $localize`encrypted`,
    meaning: $localize`Everything between us is encrypted.`,
  },
  encryptedHandshake: {
    letter: 'e',
    words: $localize`encrypted handshake`,
    meaning: $localize`How we met is encrypted, the data is not.`,
  },
} as const satisfies Record<string, PeerFlag>;

export type PeerFlagName = keyof typeof FLAGS;

/** All of them, as the legend lists them. */
export const PEER_FLAGS: readonly PeerFlag[] = Object.values(FLAGS);

/** Whether the peer has each flag, told by what the server knows of it. */
const HOLDS: Record<PeerFlagName, (peer: DownloadPeerDto) => boolean> = {
  snubbed: (peer) => peer.snubbed,
  sending: (peer) => peer.interested && !peer.choked && !peer.snubbed,
  waiting: (peer) => peer.interested && peer.choked && !peer.snubbed,
  offering: (peer) => !peer.interested && !peer.choked,
  receiving: (peer) => peer.peerInterested && !peer.peerChoked,
  queueing: (peer) => peer.peerInterested && peer.peerChoked,
  welcome: (peer) => !peer.peerInterested && !peer.peerChoked,
  optimistic: (peer) => peer.optimistic,
  incoming: (peer) => peer.incoming,
  dht: (peer) => !peer.incoming && peer.source === 'dht',
  pex: (peer) => !peer.incoming && peer.source === 'pex',
  lsd: (peer) => !peer.incoming && peer.source === 'lsd',
  encrypted: (peer) => peer.encryption === 'rc4',
  encryptedHandshake: (peer) => peer.encryption === 'handshake',
};

/** What holds of it, what matters most first. */
export function flagsOf(peer: DownloadPeerDto): PeerFlag[] {
  const names = Object.keys(FLAGS) as PeerFlagName[];
  return names.filter((name) => HOLDS[name](peer)).map((name) => FLAGS[name]);
}

/** What is told of it by other columns already. */
const ELSEWHERE: ReadonlySet<PeerFlag> = new Set([
  FLAGS.incoming,
  FLAGS.dht,
  FLAGS.pex,
  FLAGS.lsd,
  FLAGS.encrypted,
  FLAGS.encryptedHandshake,
]);

/** What goes on between us, in words: `sends to us, gets data from us`. */
export function describeTraffic(flags: readonly PeerFlag[]): string {
  const words = flags.filter((flag) => !ELSEWHERE.has(flag)).map((flag) => flag.words);
  return words.length > 0 ? words.join(', ') : $localize`idle`;
}

/** All of it in words, for who cannot see the columns. */
export function describeFlags(flags: readonly PeerFlag[]): string {
  return flags.length > 0 ? flags.map((flag) => flag.words).join(', ') : $localize`idle`;
}

export function lettersOf(flags: readonly PeerFlag[]): string {
  return flags.map((flag) => flag.letter).join('');
}
