/**
 * Reading values that strangers wrote: each function gives the value where it has the type that is asked
 * for, and undefined where it has not or is not there. None throws.
 */
import type { BencodeDictionary, BencodeValue } from './bencode-value.ts';

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** The dictionary, or undefined. */
export function dictionaryOf(value: BencodeValue | undefined): BencodeDictionary | undefined {
  return value instanceof Map ? value : undefined;
}

/** The list, or undefined. */
export function listOf(value: BencodeValue | undefined): BencodeValue[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

/** The bytes of a string, or undefined. */
export function bytesOf(value: BencodeValue | undefined): Uint8Array | undefined {
  return value instanceof Uint8Array ? value : undefined;
}

/** The text of a string, or undefined. What is not UTF-8 becomes U+FFFD. */
export function textOf(value: BencodeValue | undefined): string | undefined {
  return value instanceof Uint8Array ? utf8.decode(value) : undefined;
}

/** The integer where a number can hold it exactly, or undefined. */
export function integerOf(value: BencodeValue | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
