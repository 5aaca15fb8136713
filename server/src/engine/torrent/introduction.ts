/**
 * What we say of ourselves to a peer whose handshake is done. Invariant: of a private torrent (BEP 27) nothing is
 * offered that could lead peers together in another way than by its trackers: no PEX, no metadata, no node of the
 * DHT, no other address of ours.
 */
import { addressFamily } from '../net/address.ts';
import type { PeerConnection } from '../peer/peer-connection.ts';
import {
  BASIC_EXTENSIONS,
  encodeExtensionHandshake,
  type ExtensionName,
} from '../wire/extension-handshake.ts';
import type { Handshake } from '../wire/handshake.ts';
import type { TorrentContext } from './torrent-context.ts';
import type { TorrentState } from './torrent-state.ts';

export function introduce(
  peer: PeerConnection,
  { supportsExtensions, supportsDht }: Handshake,
  state: TorrentState,
  context: TorrentContext,
): void {
  const isPrivate = state.metainfo.private;
  const { introduction, externalAddresses, discovery } = context;
  if (supportsExtensions) {
    const uploadOnly = state.isComplete && !state.superSeeding.hidesFrom(peer);
    const family = addressFamily(peer.remote.address);
    const others = [...externalAddresses].filter(([other]) => other !== family && !isPrivate);
    const payload = encodeExtensionHandshake({
      ...introduction,
      uploadOnly,
      extensions: offeredExtensions(state, context),
      peerAddress: peer.remote.address,
      metadataBytes: isPrivate ? null : state.metainfo.infoBytes,
      otherAddresses: others.map(([, address]) => address),
    });
    peer.sendExtensionHandshake(payload);
  }
  if (supportsDht && !isPrivate && discovery.dhtPort !== null) peer.sendDhtPort(discovery.dhtPort);
}

function offeredExtensions(state: TorrentState, { discovery }: TorrentContext): ExtensionName[] {
  if (state.metainfo.private) return [...BASIC_EXTENSIONS];
  return [...BASIC_EXTENSIONS, 'metadata', ...(discovery.usesPex ? ['pex' as const] : [])];
}
