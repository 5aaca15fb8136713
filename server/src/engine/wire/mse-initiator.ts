/**
 * The side of the encrypted handshake that dialled. A pure state machine: bytes go in as the network cuts
 * them, what is to be sent goes to `send`, and nothing is waited for that the padding's limit does not bound.
 */
import type { Random } from '../core/random.ts';
import { ByteWindow } from './byte-window.ts';
import {
  CONSTANT_BYTES,
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
  torrentHash,
} from './mse-keys.ts';
import type { Rc4 } from './rc4.ts';

/** crypto_select and the length of PadD. */
const SELECTION_BYTES = 6;

export interface InitiatorTerms {
  infoHash: Uint8Array;
  /** IA: what is to be said at once, below 64 KiB. */
  initialPayload: Uint8Array;
  /** Methods that may be chosen: bits of METHOD. */
  offered: number;
  random: Random;
  send: (bytes: Uint8Array) => void;
}

export class MseInitiator {
  readonly #terms: InitiatorTerms;
  readonly #privateKey: Uint8Array;
  readonly #window = new ByteWindow();
  #stage: () => MseStep | 'next' = () => this.#readKey();
  #incoming: Rc4 | null = null;
  #outgoing: Rc4 | null = null;
  /** VC as the responder will have encrypted it. */
  #expected = new Uint8Array(CONSTANT_BYTES);
  #method: MethodBit = METHOD.rc4;
  #paddingBytes = 0;

  /** Sends its public key at once. */
  constructor(terms: InitiatorTerms) {
    this.#terms = terms;
    const { privateKey, publicKey } = makeKeyPair(terms.random);
    this.#privateKey = privateKey;
    terms.send(Buffer.concat([publicKey, makePadding(terms.random)]));
  }

  receive(bytes: Uint8Array): MseStep {
    this.#window.append(bytes);
    let step: MseStep | 'next' = 'next';
    while (step === 'next') step = this.#stage();
    return step;
  }

  #readKey(): MseStep | 'next' {
    if (this.#window.length < PUBLIC_KEY_BYTES) return 'waiting';
    const secret = sharedSecret(this.#privateKey, this.#window.take(PUBLIC_KEY_BYTES));
    if (secret === null) return 'failed';
    const { infoHash, send } = this.#terms;
    this.#outgoing = streamCipher('keyA', secret, infoHash);
    this.#incoming = streamCipher('keyB', secret, infoHash);
    this.#incoming.apply(this.#expected);
    const request = this.#encryptedRequest();
    this.#outgoing.apply(request);
    const torrent = maskTorrentHash(torrentHash(infoHash), secret);
    send(Buffer.concat([synchronisationHash(secret), torrent, request]));
    this.#stage = () => this.#findConstant();
    return 'next';
  }

  /** VC, crypto_provide, len(PadC), PadC, len(IA), IA: not encrypted yet. */
  #encryptedRequest(): Uint8Array {
    const { initialPayload, offered, random } = this.#terms;
    const padding = makePadding(random);
    const head = Buffer.alloc(CONSTANT_BYTES + SELECTION_BYTES);
    head.writeUInt32BE(offered, CONSTANT_BYTES);
    head.writeUInt16BE(padding.length, CONSTANT_BYTES + 4);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(initialPayload.length);
    return Buffer.concat([head, padding, length, initialPayload]);
  }

  #findConstant(): MseStep | 'next' {
    const search = skipPast(this.#window, this.#expected);
    if (search !== 'found') return search;
    this.#stage = () => this.#readSelection();
    return 'next';
  }

  #readSelection(): MseStep | 'next' {
    if (this.#window.length < SELECTION_BYTES) return 'waiting';
    const bytes = this.#decrypt(SELECTION_BYTES);
    const method = bytes.readUInt32BE(0);
    this.#paddingBytes = bytes.readUInt16BE(4);
    if (method !== METHOD.plaintext && method !== METHOD.rc4) return 'failed';
    if ((method & this.#terms.offered) === 0) return 'failed';
    if (this.#paddingBytes > MAX_PADDING_BYTES) return 'failed';
    this.#method = method;
    this.#stage = () => this.#finish();
    return 'next';
  }

  #finish(): MseStep {
    if (this.#window.length < this.#paddingBytes) return 'waiting';
    this.#decrypt(this.#paddingBytes);
    const rest = this.#window.take(this.#window.length).slice();
    if (this.#method === METHOD.rc4) this.#incoming!.apply(rest);
    return {
      infoHash: this.#terms.infoHash,
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
