/** A whole torrent from one client to another through a real tracker: what is sent, and what arrives. */
import type { ClientKind } from '../support/clients/client.ts';
import { shoal } from '../support/clients/shoal.ts';
import { transmission } from '../support/clients/transmission.ts';
import { type Fixture, manyFiles, singleFile } from '../support/fixtures.ts';
import { transfer } from './swarm.ts';

const MEBIBYTE = 1024 * 1024;

interface Content {
  name: string;
  fixture: Fixture;
  pieceLength: number;
}

export interface TransferCase {
  other: ClientKind;
  content: Content;
  protocol: 'http' | 'udp';
}

export const LARGE_FILE: Content = {
  name: 'a file of 256 MiB',
  fixture: singleFile(256 * MEBIBYTE),
  pieceLength: MEBIBYTE,
};
export const FILE: Content = {
  name: 'a file of 48 MiB and a byte',
  fixture: singleFile(48 * MEBIBYTE + 1),
  pieceLength: 512 * 1024,
};
export const FOLDER: Content = {
  name: 'a folder of 1,009 files',
  fixture: manyFiles,
  pieceLength: 64 * 1024,
};

/** Digests of what was sent and of what arrived, by path. */
export type Outcome = Awaited<ReturnType<typeof transfer>>;

export function downloadFromOther({ other, content, protocol }: TransferCase): Promise<Outcome> {
  return transfer({ ...content, seed: other, leech: shoal, protocol });
}

export async function uploadToOther({ other, content, protocol }: TransferCase): Promise<Outcome> {
  const outcome = await transfer({ ...content, seed: shoal, leech: other, protocol });
  if (other !== transmission) return outcome;
  return { ...outcome, original: withoutEmptyFiles(outcome.original) };
}

/** Transmission makes no file that has no bytes. */
function withoutEmptyFiles(digests: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(digests).filter(([, digest]) => !digest.startsWith('0 bytes')),
  );
}
