/** What a fetch of metadata needs of its session: of what torrents get, and a way to dial for itself. */
import type { PeerEndpoint } from '../core/messages.ts';
import type { Greeting } from '../peer/handshaker.ts';
import type { TorrentContext } from '../torrent/torrent-context.ts';

/** A fetch as far as the session's sockets deal with it. */
export interface DialledSwarm {
  /** 20 bytes. */
  readonly infoHash: Uint8Array;
  /** Whether its peers are told of our node of the DHT (BEP 5). */
  readonly offersDht: boolean;
  /** A connection whose handshake is done, from either side. */
  admit(peer: Greeting & { incoming: boolean }): void;
  dialFailed(endpoint: PeerEndpoint): void;
  dialPostponed(endpoint: PeerEndpoint): void;
}

export interface MagnetContext extends Pick<
  TorrentContext,
  | 'clock'
  | 'random'
  | 'logger'
  | 'tracking'
  | 'peerId'
  | 'listenPort'
  | 'externalAddresses'
  | 'introduction'
  | 'discovery'
  | 'voteForOwnAddress'
  | 'nextPeerNumber'
  | 'isBanned'
  | 'mayConnect'
  | 'connectionOpened'
  | 'connectionClosed'
  | 'countClose'
> {
  readonly limits: MagnetLimits;
  /** Connections that one fetch may have now: many of them must not take those of all downloads. */
  connectionsEach(): number;
  /** Whether the fetch may take more bytes of metadata into memory. */
  mayHold(fetch: { readonly heldBytes: number }): boolean;
  /** Dials when the session's rate allows it; what comes of it is told to the swarm. */
  dialFor(swarm: DialledSwarm, endpoint: PeerEndpoint, workedEncrypted: boolean | null): void;
}

export interface MagnetLimits {
  maxConnectionsPerDownload: number;
  maxKnownPeers: number;
  allowSeveralPerAddress: boolean;
  maxMetadataBytes: number;
}
