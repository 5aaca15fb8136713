/**
 * Text of the environment or the command line to values. Each parser throws a plain Error whose message
 * completes the sentence "SHOAL_X ...".
 */
import { isIP, isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { delimiter, resolve } from 'node:path';
import { LEAST_RATE_LIMIT } from '../engine/index.ts';

/** A whole number of `least` to `most`. */
export function parseInteger(text: string, least: number, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) {
    throw new Error(`must be a whole number of ${least} to ${most}, not "${text}"`);
  }
  return value;
}

/** A whole number of 1 to `most`, or `unlimited` (null). */
export function parseCount(text: string, most: number): number | null {
  if (text === 'unlimited') return null;
  try {
    return parseInteger(text, 1, most);
  } catch {
    throw new Error(`must be a whole number of 1 to ${most} or unlimited, not "${text}"`);
  }
}

export function parseBoolean(text: string): boolean {
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0') return false;
  throw new Error(`must be true or false, not "${text}"`);
}

const RATE_UNITS: Readonly<Record<string, number>> = {
  '': 1024,
  b: 1,
  kb: 1000,
  kib: 1024,
  mb: 1000 ** 2,
  mib: 1024 ** 2,
  gb: 1000 ** 3,
  gib: 1024 ** 3,
};

/** `500` is 500 KiB/s, `2MiB` and `1.5 MB/s` say their unit, `none` and `0` are no limit. In bytes per second. */
export function parseRate(text: string): number | null {
  if (/^(none|0)$/i.test(text)) return null;
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*([kmg]?i?b)?(?:\/s)?$/i.exec(text) ?? [];
  const factor = RATE_UNITS[(unit ?? '').toLowerCase()];
  if (number === undefined || factor === undefined) {
    throw new Error(`must be a rate such as 500 (KiB/s), 2MiB or none, not "${text}"`);
  }
  const rate = Math.round(Number(number) * factor);
  if (rate < LEAST_RATE_LIMIT || !Number.isSafeInteger(rate)) {
    throw new Error(`must be none or at least 1 KiB/s, not "${text}"`);
  }
  return rate;
}

/** A rate that cannot be without a limit. */
export function parseLeastRate(text: string): number {
  const rate = parseRate(text);
  if (rate === null) throw new Error(`must be a rate such as 8kB, not "${text}"`);
  return rate;
}

export function parseChoice<Choice extends string>(
  text: string,
  choices: readonly Choice[],
): Choice {
  const choice = choices.find((candidate) => candidate === text);
  if (choice === undefined) throw new Error(`must be one of ${choices.join(', ')}, not "${text}"`);
  return choice;
}

export function parseDirectory(text: string, workingDirectory: string): string {
  if (text.trim() === '' || text.includes('\0')) throw new Error('must be a folder');
  return resolve(workingDirectory, text);
}

export function parseFile(text: string, workingDirectory: string): string {
  if (text.trim() === '' || text.includes('\0')) throw new Error('must be a file');
  return resolve(workingDirectory, text);
}

/** Folders with the system's path separator between them (`:`; `;` on Windows). */
export function parseDirectories(text: string, workingDirectory: string): string[] {
  return text
    .split(delimiter)
    .filter((part) => part !== '')
    .map((part) => parseDirectory(part, workingDirectory));
}

/** `shoal`, `/shoal` and `/shoal/` all mean `/shoal/`. */
export function parseBasePath(text: string): string {
  const parts = text.split('/').filter((part) => part !== '');
  for (const part of parts) {
    if (!/^[A-Za-z0-9._~-]+$/.test(part) || /^\.+$/.test(part)) {
      throw new Error(`must be a path such as /shoal, not "${text}"`);
    }
  }
  return parts.length === 0 ? '/' : `/${parts.join('/')}/`;
}

/** The address to listen on; 0.0.0.0 and :: are all of this machine. */
export function parseHost(text: string): string {
  const host = text.toLowerCase() === 'localhost' ? '127.0.0.1' : text.replace(/^\[(.*)\]$/, '$1');
  if (isIP(host) === 0) throw new Error(`must be an IP address, not "${text}"`);
  return host;
}

const LONGEST_NAME = 253;
const LAST_PORT = 65_535;

/** `router.example.org:6881, [2001:db8::1]:6881`; `none` is an empty list. */
export function parseHostPorts(text: string): string[] {
  if (text === 'none') return [];
  const nodes = text.split(/[\s,]+/).filter((part) => part !== '');
  return nodes.map((node) => {
    const [, address, name = '', port] = /^(?:\[([^\]]+)\]|([\w.-]+)):(\d{1,5})$/.exec(node) ?? [];
    const isHost =
      address === undefined ? name !== '' && name.length <= LONGEST_NAME : isIPv6(address);
    if (!isHost || Number(port) < 1 || Number(port) > LAST_PORT) {
      throw new Error(`must be none or nodes such as router.example.org:6881, not "${node}"`);
    }
    return node;
  });
}

/** `all` (null), an address of this machine, or the name of an interface, whose first address is taken. */
export function parsePeerHost(text: string): string | null {
  if (text === 'all' || text === '') return null;
  if (isIP(text) !== 0) return text;
  const addresses = networkInterfaces()[text];
  if (!addresses) throw new Error(`must be all, an address or a network interface, not "${text}"`);
  const usable = addresses.find((entry) => entry.family === 'IPv4') ?? addresses[0];
  if (!usable) throw new Error(`names the interface "${text}", which has no address`);
  return usable.address;
}
