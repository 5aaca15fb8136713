/**
 * Super seeding (BEP 16): the first seed of a torrent hides what it has and shows each peer two pieces at a
 * time, another only after one of them was seen at somebody else. So every piece that leaves is a new one to
 * the swarm, and is passed on before the next. Only pieces that were shown are served.
 *
 * A peer that has nobody to pass pieces on to is not kept waiting: where it is alone at once, else after a while.
 */
import type { PeerConnection } from '../peer/peer-connection.ts';
import type { PiecePicker } from '../picker/piece-picker.ts';
import { Bitfield } from '../pieces/bitfield.ts';

/** So that a peer has something to fetch while the piece before is on its way to others (libtorrent). */
const SHOWN_AT_ONCE = 2;
/** A piece that its peer has for this long and nobody else wants is not waited for. */
const MOST_WAIT_MS = 30_000;

/** What one peer was shown. */
interface View {
  readonly all: Set<number>;
  /** Pieces that were not seen at others yet, with the time when the peer got them; null before. */
  readonly open: Map<number, number | null>;
}

export class SuperSeeding {
  readonly #picker: PiecePicker;
  readonly #views = new Map<PeerConnection, View>();
  #isOn: boolean;

  constructor(picker: PiecePicker, isOn: boolean) {
    this.#picker = picker;
    this.#isOn = isOn;
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  /** Who is connected learns of everything when it ends; it begins with those who come later. */
  setOn(isOn: boolean): void {
    this.#isOn = isOn;
    if (isOn) return;
    for (const [peer, { all }] of this.#views) {
      for (let piece = 0; piece < this.#picker.have.length; piece++) {
        if (!all.has(piece) && !peer.pieces.has(piece)) peer.sendHave(piece);
      }
    }
    this.#views.clear();
  }

  /** What a new peer is told that we have. */
  piecesFor(peer: PeerConnection): Bitfield {
    if (!this.#isOn || !this.#picker.have.isFull) return this.#picker.have;
    this.#views.set(peer, { all: new Set(), open: new Map() });
    return new Bitfield(this.#picker.have.length);
  }

  /** Whether the peer sees less than we have. */
  hidesFrom(peer: PeerConnection): boolean {
    return this.#views.has(peer);
  }

  mayServe(peer: PeerConnection, piece: number): boolean {
    return this.#views.get(peer)?.all.has(piece) ?? true;
  }

  forget(peer: PeerConnection): void {
    this.#views.delete(peer);
  }

  /** The peer says that it has the piece. */
  onHave(peer: PeerConnection, piece: number): void {
    for (const [other, { open }] of this.#views) {
      if (!open.has(piece)) continue;
      if (other === peer && !this.#isAlone()) open.set(piece, peer.now());
      else open.delete(piece);
      this.#show(other);
    }
  }

  /** Once a second. */
  tick(): void {
    for (const [peer, { open }] of this.#views) {
      for (const [piece, gotAt] of open) {
        if (gotAt !== null && peer.now() - gotAt > MOST_WAIT_MS) open.delete(piece);
      }
      this.#show(peer);
    }
  }

  /** Shows pieces until the peer has its share. */
  #show(peer: PeerConnection): void {
    const view = this.#views.get(peer)!;
    while (view.open.size < SHOWN_AT_ONCE && !peer.isClosed) {
      const piece = this.#rarestFor(peer, view);
      if (piece < 0) return;
      view.all.add(piece);
      view.open.set(piece, null);
      peer.sendHave(piece);
    }
  }

  /** The piece with the fewest copies that the peer lacks, copies on their way counted; -1 where it has all. */
  #rarestFor(peer: PeerConnection, { all }: View): number {
    let best = -1;
    let leastCopies = Infinity;
    const underWay = this.#underWay();
    for (let piece = 0; piece < peer.pieces.length; piece++) {
      if (peer.pieces.has(piece) || all.has(piece)) continue;
      const copies = this.#picker.copiesOf(piece) + (underWay.get(piece) ?? 0);
      if (copies >= leastCopies) continue;
      leastCopies = copies;
      best = piece;
    }
    return best;
  }

  #underWay(): Map<number, number> {
    const counts = new Map<number, number>();
    for (const { open } of this.#views.values()) {
      for (const [piece, gotAt] of open) {
        if (gotAt === null) counts.set(piece, (counts.get(piece) ?? 0) + 1);
      }
    }
    return counts;
  }

  #isAlone(): boolean {
    let leeches = 0;
    for (const peer of this.#views.keys()) if (!peer.isSeed) leeches++;
    return leeches <= 1;
  }
}
