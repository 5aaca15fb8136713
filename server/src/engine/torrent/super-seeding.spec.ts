import { describe, expect, it } from 'vitest';
import { seededRandom } from '../core/random.ts';
import type { PeerConnection } from '../peer/peer-connection.ts';
import { PiecePicker } from '../picker/piece-picker.ts';
import { Bitfield } from '../pieces/bitfield.ts';
import { PieceGeometry } from '../pieces/piece-geometry.ts';
import { SuperSeeding } from './super-seeding.ts';

const PIECES = 6;

/** A peer that writes down which pieces it was shown. */
class Watcher {
  readonly pieces = new Bitfield(PIECES);
  readonly shown: number[] = [];
  isSeed = false;
  isClosed = false;
  ms = 0;

  sendHave(piece: number): void {
    this.shown.push(piece);
  }

  now(): number {
    return this.ms;
  }

  asPeer(): PeerConnection {
    return this as unknown as PeerConnection;
  }
}

class Scene {
  readonly picker = new PiecePicker(
    new PieceGeometry(16_384, PIECES * 16_384),
    { reserve: () => 0 },
    seededRandom(1),
  );
  readonly seeding: SuperSeeding;

  constructor(isOn = true) {
    for (let piece = 0; piece < PIECES; piece++) this.picker.setHave(piece);
    this.seeding = new SuperSeeding(this.picker, isOn);
  }

  /** Connects a peer; gives how many pieces it is told of. */
  join(peer: Watcher): number {
    const { count } = this.seeding.piecesFor(peer.asPeer());
    this.seeding.tick();
    return count;
  }

  says(peer: Watcher, piece: number): void {
    peer.pieces.add(piece);
    this.picker.addHave(piece);
    this.seeding.onHave(peer.asPeer(), piece);
  }
}

describe('super seeding', () => {
  it('hides all pieces but two, which differ from peer to peer', () => {
    const scene = new Scene();
    const peers = [new Watcher(), new Watcher(), new Watcher()];
    const told = peers.map((peer) => scene.join(peer));
    expect(told).toEqual([0, 0, 0]);
    const shown = peers.flatMap((peer) => peer.shown);
    expect(shown).toHaveLength(PIECES);
    expect(new Set(shown).size).toBe(PIECES);
  });

  it('shows another piece when one was passed on, and not before', () => {
    const scene = new Scene();
    const [one, other] = [new Watcher(), new Watcher()];
    scene.join(one);
    scene.join(other);
    const [piece] = one.shown;
    scene.says(one, piece!);
    expect(one.shown).toHaveLength(2);
    scene.says(other, piece!);
    expect(one.shown).toHaveLength(3);
  });

  it('serves what it showed, and nothing else', () => {
    const scene = new Scene();
    const peer = new Watcher();
    scene.join(peer);
    const served = [0, 1, 2, 3, 4, 5].filter((piece) =>
      scene.seeding.mayServe(peer.asPeer(), piece),
    );
    expect(new Set(served)).toEqual(new Set(peer.shown));
  });

  it('does not keep a peer waiting that is alone', () => {
    const scene = new Scene();
    const peer = new Watcher();
    scene.join(peer);
    scene.says(peer, peer.shown[0]!);
    expect(peer.shown).toHaveLength(3);
  });

  it('goes on after a while with a peer whose pieces nobody else fetches', () => {
    const scene = new Scene();
    const [one, other] = [new Watcher(), new Watcher()];
    scene.join(one);
    scene.join(other);
    for (const piece of one.shown.slice()) scene.says(one, piece);
    one.ms = 29_000;
    scene.seeding.tick();
    expect(one.shown).toHaveLength(2);
    one.ms = 31_000;
    scene.seeding.tick();
    expect(one.shown).toHaveLength(4);
  });

  it('shows the rest when it is switched off, and serves everything', () => {
    const scene = new Scene();
    const peer = new Watcher();
    scene.join(peer);
    scene.seeding.setOn(false);
    expect(new Set(peer.shown).size).toBe(PIECES);
    expect(scene.seeding.mayServe(peer.asPeer(), 5)).toBe(true);
  });

  it('tells all where it is off, or while pieces are missing', () => {
    const off = new Scene(false);
    expect(off.join(new Watcher())).toBe(PIECES);
    const missing = new Scene();
    missing.picker.loseHave(3);
    const peer = new Watcher();
    expect(missing.join(peer)).toBe(PIECES - 1);
    expect(peer.shown).toEqual([]);
  });
});
