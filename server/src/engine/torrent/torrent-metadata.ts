/**
 * Gives peers that came by a magnet the metadata of a torrent (BEP 9), piece by piece, from its bytes as they were
 * hashed. They are loaded when somebody asks and kept by the session, for ten thousand torrents would not fit.
 * Invariant: of a private torrent nothing is given (BEP 27), and nobody gets more than a few times the whole.
 */
import type { PeerConnection } from '../peer/peer-connection.ts';
import {
  encodeMetadataData,
  encodeMetadataReject,
  METADATA_PIECE_BYTES,
  metadataPieces,
  parseMetadataMessage,
} from '../wire/ut-metadata.ts';
import type { TorrentContext } from './torrent-context.ts';
import type { TorrentState } from './torrent-state.ts';

/** Requests of one peer that wait; it is told of what is too much. */
const MOST_WAITING = 64;
/** Pieces that are on their way to one peer: who does not read them is not to fill our memory. */
const MOST_SENDING = 8;
/** A peer that lost some may ask again; one that asks for everything over and over is up to something else. */
const MOST_COPIES = 3;

interface Asker {
  readonly waiting: number[];
  sending: number;
  /** Pieces that it may still ask for. */
  left: number;
  isLoading: boolean;
}

export class TorrentMetadata {
  readonly #state: TorrentState;
  readonly #context: TorrentContext;
  readonly #askers = new Map<PeerConnection, Asker>();

  constructor(state: TorrentState, context: TorrentContext) {
    this.#state = state;
    this.#context = context;
  }

  onMessage(peer: PeerConnection, payload: Uint8Array): void {
    const message = parseMetadataMessage(payload);
    if (message?.kind !== 'request' || this.#state.metainfo.private) return;
    const asker = this.#askerOf(peer);
    if (!this.#mayAsk(asker, message.piece)) {
      peer.sendExtension('metadata', encodeMetadataReject(message.piece));
      return;
    }
    asker.left--;
    asker.waiting.push(message.piece);
    void this.#serve(peer, asker);
  }

  forget(peer: PeerConnection): void {
    this.#askers.delete(peer);
  }

  #mayAsk({ waiting, left }: Asker, piece: number): boolean {
    const { isActive, metainfo } = this.#state;
    const isThere = piece < metadataPieces(metainfo.infoBytes);
    return isActive && isThere && left > 0 && waiting.length < MOST_WAITING;
  }

  #askerOf(peer: PeerConnection): Asker {
    const known = this.#askers.get(peer);
    if (known) return known;
    const left = metadataPieces(this.#state.metainfo.infoBytes) * MOST_COPIES;
    const asker: Asker = { waiting: [], sending: 0, left, isLoading: false };
    this.#askers.set(peer, asker);
    return asker;
  }

  async #serve(peer: PeerConnection, asker: Asker): Promise<void> {
    if (asker.isLoading || asker.sending >= MOST_SENDING || asker.waiting.length === 0) return;
    asker.isLoading = true;
    const info = await this.#context.loadInfo(this.#state.metainfo.id, this.#state.info);
    asker.isLoading = false;
    while (asker.waiting.length > 0 && asker.sending < MOST_SENDING && !peer.isClosed) {
      this.#send(peer, asker, asker.waiting.shift()!, info);
    }
  }

  #send(peer: PeerConnection, asker: Asker, piece: number, info: Uint8Array | null): void {
    if (info === null) {
      peer.sendExtension('metadata', encodeMetadataReject(piece));
      return;
    }
    const begin = piece * METADATA_PIECE_BYTES;
    const bytes = info.subarray(begin, begin + METADATA_PIECE_BYTES);
    asker.sending++;
    peer.sendExtension('metadata', encodeMetadataData(piece, info.length, bytes), () => {
      asker.sending--;
      void this.#serve(peer, asker);
    });
  }
}
