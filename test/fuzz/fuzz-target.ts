/** A parser under fuzzing: what it is fed with, and what must hold for whatever it makes of it. */
export interface FuzzTarget {
  name: string;
  /** Valid inputs and known nasty ones, from which others are made. */
  corpus: readonly Uint8Array[];
  /** Pieces of the language, in latin1, that are thrown in. */
  words: readonly string[];
  /** Longer inputs are not made: a packet is never longer, or they take time without finding more. */
  maxInputBytes: number;
  /** Whether inputs are bencode, so that they can be changed as trees and stay well-formed. */
  isBencode: boolean;
  /**
   * Parses and checks the result; throws for a broken promise, and lets through whatever the parser throws but
   * should not. Returns what came of it in a few words: inputs with a new outcome are worth changing further.
   */
  examine(input: Uint8Array): string | Promise<string>;
}

/** One character a byte. */
export function latin1(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'latin1'));
}

/** What an error says, without the numbers in it. */
export function outcomeOf(error: { code: string; message: string }): string {
  return `${error.code}: ${error.message.replaceAll(/\d+/g, '#').slice(0, 100)}`;
}
