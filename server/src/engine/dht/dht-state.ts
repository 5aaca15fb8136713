/**
 * What the DHT keeps from one run to the next: for each family its id and good nodes, so that a start needs no router.
 * Bencoded: `{4: {id, nodes}, 6: {id, nodes}}` with compact nodes. It is read like anything that comes from
 * outside, since a disk may have damaged it.
 */
import {
  BencodeError,
  decodeBencode,
  encodeBencode,
  bytesOf,
  dictionaryOf,
} from '../bencode/index.ts';
import type { AddressFamily } from '../net/address.ts';
import { formatCompactNodes, parseCompactNodes } from './compact-nodes.ts';
import { ID_BYTES } from './dht-limits.ts';
import type { DhtNode } from './dht-message.ts';

const MAX_STATE_BYTES = 65_536;

export interface SavedFamily {
  id: Uint8Array;
  nodes: DhtNode[];
}

export type DhtState = ReadonlyMap<AddressFamily, SavedFamily>;

export function writeDhtState(state: DhtState): Uint8Array {
  const entries = [...state].map(([family, { id, nodes }]) => {
    const { ipv4, ipv6 } = formatCompactNodes(nodes);
    return [String(family), { id, nodes: family === 4 ? ipv4 : ipv6 }] as const;
  });
  return encodeBencode(new Map(entries));
}

/** Null where the bytes are no such state. */
export function readDhtState(bytes: Uint8Array): DhtState | null {
  try {
    const root = dictionaryOf(decodeBencode(bytes, { maxBytes: MAX_STATE_BYTES, strict: true }));
    if (root === undefined) return null;
    const state = new Map<AddressFamily, SavedFamily>();
    for (const family of [4, 6] as const) {
      const saved = dictionaryOf(root.get(String(family)));
      if (saved === undefined) continue;
      const id = bytesOf(saved.get('id'));
      const nodes = parseCompactNodes(bytesOf(saved.get('nodes')) ?? new Uint8Array(), family);
      if (id?.length !== ID_BYTES || nodes === null) return null;
      state.set(family, { id, nodes });
    }
    return state;
  } catch (error) {
    if (error instanceof BencodeError) return null;
    throw error;
  }
}
