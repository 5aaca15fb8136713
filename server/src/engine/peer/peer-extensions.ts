/**
 * What one peer said of itself in its extension handshakes (BEP 10). It may send several: what a later one leaves
 * out stays as it was, and the number 0 takes a message back.
 */
import type { ExtensionHandshake, ExtensionName } from '../wire/extension-handshake.ts';

/** A peer has little to say that changes: who sends more handshakes keeps us busy with reading them. */
const MAX_HANDSHAKES = 100;

type Said = Omit<ExtensionHandshake, 'messages'>;

export class PeerExtensions {
  #said: Said | null = null;
  #count = 0;
  readonly #messages = new Map<ExtensionName, number>();

  /** The peer sent one: before it, extension messages mean nothing. */
  get areNegotiated(): boolean {
    return this.#said !== null;
  }

  /** It sent more than anybody has use for. */
  get areTooMany(): boolean {
    return this.#count > MAX_HANDSHAKES;
  }

  /** Everything that it said; null before it said anything. */
  get said(): Readonly<Said> | null {
    return this.#said;
  }

  take({ messages, ...said }: ExtensionHandshake): void {
    const before = this.#said;
    this.#count++;
    this.#said = {
      requestQueue: said.requestQueue ?? before?.requestQueue ?? null,
      client: said.client ?? before?.client ?? null,
      port: said.port ?? before?.port ?? null,
      uploadOnly: said.uploadOnly ?? before?.uploadOnly ?? null,
      yourAddress: said.yourAddress ?? before?.yourAddress ?? null,
      ipv4: said.ipv4 ?? before?.ipv4 ?? null,
      ipv6: said.ipv6 ?? before?.ipv6 ?? null,
      metadataBytes: said.metadataBytes ?? before?.metadataBytes ?? null,
    };
    for (const [name, number] of Object.entries(messages) as [ExtensionName, number | null][]) {
      if (number === 0) this.#messages.delete(name);
      else if (number !== null) this.#messages.set(name, number);
    }
  }

  /** By which number the peer wants this message; null where it does not know it. */
  numberOf(name: ExtensionName): number | null {
    return this.#messages.get(name) ?? null;
  }
}
