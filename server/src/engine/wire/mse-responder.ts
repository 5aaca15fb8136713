/**
 * The side of the encrypted handshake that was dialled. A pure state machine, as mse-initiator.ts. Whoever does
 * not know the info hash of one of our torrents gets a public key of us, costs one computation of a secret
 * and less than 1 KiB, and is failed within the 648 bytes in which the info hash must have come.
 */
import type { Random } from '../core/random.ts';
import { ByteWindow } from './byte-window.ts';
import {
  CONSTANT_BYTES,
  HASH_BYTES,
  makePadding,
  MAX_PADDING_BYTES,
  METHOD,
  type MethodBit,
  skipPast,
  type MseStep,
} from './mse-format.ts';
import {
  makeKeyPair,
  maskTorrentHash,
  PUBLIC_KEY_BYTES,
  sharedSecret,
  streamCipher,
  synchronisationHash,
} from './mse-keys.ts';
import type { Rc4 } from './rc4.ts';

/** VC, crypto_provide and the length of PadC. */
const OFFER_BYTES = CONSTANT_BYTES + 6;
const LENGTH_BYTES = 2;

export interface ResponderTerms {
  /** The info hash whose HASH('req2', SKEY) this is, where we have such a torrent. */
  findTorrent: (torrentHash: Uint8Array) => Uint8Array | null;
  /** What is chosen of the offered bits; null where none will do. */
  select: (offered: number) => MethodBit | null;
  random: Random;
  send: (bytes: Uint8Array) => void;
}

export class MseResponder {
  readonly #terms: ResponderTerms;
  readonly #window = new ByteWindow();
  #stage: () => MseStep | 'next' = () => this.#readKey();
  #secret: Uint8Array = new Uint8Array(0);
  #synchronisation: Uint8Array = new Uint8Array(0);
  #infoHash: Uint8Array = new Uint8Array(0);
  #incoming: Rc4 | null = null;
  #outgoing: Rc4 | null = null;
  #method: MethodBit = METHOD.rc4;
  #paddingBytes = 0;
  /** Length of IA: at most 65,535, what its field can say. */
  #payloadBytes = 0;

  constructor(terms: ResponderTerms) {
    this.#terms = terms;
  }

  receive(bytes: Uint8Array): MseStep {
    this.#window.append(bytes);
    let step: MseStep | 'next' = 'next';
    while (step === 'next') step = this.#stage();
    return step;
  }

  #readKey(): MseStep | 'next' {
    if (this.#window.length < PUBLIC_KEY_BYTES) return 'waiting';
    const { random, send } = this.#terms;
    const { privateKey, publicKey } = makeKeyPair(random);
    const secret = sharedSecret(privateKey, this.#window.take(PUBLIC_KEY_BYTES));
    if (secret === null) return 'failed';
    this.#secret = secret;
    this.#synchronisation = synchronisationHash(secret);
    send(Buffer.concat([publicKey, makePadding(random)]));
    this.#stage = () => this.#findSynchronisation();
    return 'next';
  }

  #findSynchronisation(): MseStep | 'next' {
    const search = skipPast(this.#window, this.#synchronisation);
    if (search !== 'found') return search;
    this.#stage = () => this.#readTorrent();
    return 'next';
  }

  #readTorrent(): MseStep | 'next' {
    if (this.#window.length < HASH_BYTES) return 'waiting';
    const hash = maskTorrentHash(this.#window.take(HASH_BYTES), this.#secret);
    const infoHash = this.#terms.findTorrent(hash);
    if (infoHash === null) return 'failed';
    this.#infoHash = infoHash;
    this.#incoming = streamCipher('keyA', this.#secret, infoHash);
    this.#outgoing = streamCipher('keyB', this.#secret, infoHash);
    this.#stage = () => this.#readOffer();
    return 'next';
  }

  #readOffer(): MseStep | 'next' {
    if (this.#window.length < OFFER_BYTES) return 'waiting';
    const bytes = this.#decrypt(OFFER_BYTES);
    const method = this.#terms.select(bytes.readUInt32BE(CONSTANT_BYTES));
    this.#paddingBytes = bytes.readUInt16BE(CONSTANT_BYTES + 4);
    const isConstantRight = bytes.subarray(0, CONSTANT_BYTES).every((byte) => byte === 0);
    if (!isConstantRight || method === null) return 'failed';
    if (this.#paddingBytes > MAX_PADDING_BYTES) return 'failed';
    this.#method = method;
    this.#stage = () => this.#readPadding();
    return 'next';
  }

  #readPadding(): MseStep | 'next' {
    if (this.#window.length < this.#paddingBytes + LENGTH_BYTES) return 'waiting';
    this.#decrypt(this.#paddingBytes);
    this.#payloadBytes = this.#decrypt(LENGTH_BYTES).readUInt16BE(0);
    this.#sendSelection();
    this.#stage = () => this.#finish();
    return 'next';
  }

  #sendSelection(): void {
    const { random, send } = this.#terms;
    const padding = makePadding(random);
    const head = Buffer.alloc(OFFER_BYTES);
    head.writeUInt32BE(this.#method, CONSTANT_BYTES);
    head.writeUInt16BE(padding.length, CONSTANT_BYTES + 4);
    const bytes = Buffer.concat([head, padding]);
    this.#outgoing!.apply(bytes);
    send(bytes);
  }

  #finish(): MseStep {
    if (this.#window.length < this.#payloadBytes) return 'waiting';
    const rest = this.#window.take(this.#window.length).slice();
    // IA is encrypted whatever was selected; what follows it only with RC4.
    const isEncrypted = this.#method === METHOD.rc4;
    this.#incoming!.apply(isEncrypted ? rest : rest.subarray(0, this.#payloadBytes));
    return {
      infoHash: this.#infoHash,
      method: this.#method,
      incoming: this.#incoming!,
      outgoing: this.#outgoing!,
      rest,
    };
  }

  #decrypt(count: number): Buffer {
    const bytes = this.#window.take(count);
    this.#incoming!.apply(bytes);
    return Buffer.from(bytes.buffer, bytes.byteOffset, count);
  }
}
