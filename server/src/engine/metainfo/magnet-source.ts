/** A magnet link as the engine takes it: its hashes as bytes, and no more than what helps to find its metadata. */
import { fromHex } from '../core/hex.ts';
import type { MagnetSource } from '../core/magnet-messages.ts';
import type { Magnet } from './magnet.ts';

export function magnetSourceOf(magnet: Magnet): MagnetSource {
  const { id, infoHashV1, infoHashV2, name, trackers, webSeeds, peers } = magnet;
  return {
    infoHash: fromHex(id),
    infoHashV1: infoHashV1 === null ? null : fromHex(infoHashV1),
    infoHashV2: infoHashV2 === null ? null : fromHex(infoHashV2),
    name,
    trackers,
    webSeeds,
    peers,
  };
}
