/**
 * Shoal and other clients exchange whole torrents through a real tracker, in both directions, byte for byte.
 * The matrix is the specification: role, other client, content, the tracker's protocol.
 */
import { expect, it } from 'vitest';
import { aria2 } from '../support/clients/aria2.ts';
import type { ClientKind } from '../support/clients/client.ts';
import { libtorrent } from '../support/clients/libtorrent.ts';
import { qbittorrent } from '../support/clients/qbittorrent.ts';
import { shoal } from '../support/clients/shoal.ts';
import { transmission } from '../support/clients/transmission.ts';
import { describeWith } from '../support/describe-with.ts';
import { type Fixture, manyFiles, singleFile } from '../support/fixtures.ts';
import type { ProgramName } from '../support/programs.ts';
import { transfer } from './swarm.ts';

const MEBIBYTE = 1024 * 1024;

interface Content {
  name: string;
  fixture: Fixture;
  pieceLength: number;
}

interface Case {
  other: ClientKind;
  content: Content;
  protocol: 'http' | 'udp';
}

const LARGE_FILE: Content = {
  name: 'a file of 256 MiB',
  fixture: singleFile(256 * MEBIBYTE),
  pieceLength: MEBIBYTE,
};
const FILE: Content = {
  name: 'a file of 48 MiB and a byte',
  fixture: singleFile(48 * MEBIBYTE + 1),
  pieceLength: 512 * 1024,
};
const FOLDER: Content = {
  name: 'a folder of 1,009 files',
  fixture: manyFiles,
  pieceLength: 64 * 1024,
};

/** Every client with both contents and both protocols; libtorrent, the quickest, with all four pairs. */
const CASES: Case[] = [
  { other: libtorrent, content: LARGE_FILE, protocol: 'http' },
  { other: libtorrent, content: LARGE_FILE, protocol: 'udp' },
  { other: libtorrent, content: FOLDER, protocol: 'http' },
  { other: libtorrent, content: FOLDER, protocol: 'udp' },
  { other: aria2, content: LARGE_FILE, protocol: 'udp' },
  { other: aria2, content: FOLDER, protocol: 'http' },
  { other: qbittorrent, content: FILE, protocol: 'http' },
  { other: qbittorrent, content: FOLDER, protocol: 'udp' },
];
/** Side by side: Transmission serves a new peer at its next round of choking only, ten seconds later. */
const TRANSMISSION_CASES: Case[] = [
  { other: transmission, content: FILE, protocol: 'udp' },
  { other: transmission, content: FOLDER, protocol: 'http' },
];
const PROGRAMS: ProgramName[] = [
  'libtorrent',
  'aria2c',
  'qbittorrent-nox',
  'transmission-daemon',
  'opentracker',
];

async function expectDownload({ other, content, protocol }: Case): Promise<void> {
  const { original, received } = await transfer({
    ...content,
    seed: other,
    leech: shoal,
    protocol,
  });
  expect(received).toEqual(original);
}

async function expectUpload({ other, content, protocol }: Case): Promise<void> {
  const { original, received } = await transfer({
    ...content,
    seed: shoal,
    leech: other,
    protocol,
  });
  expect(received).toEqual(other === transmission ? withoutEmptyFiles(original) : original);
}

/** Transmission makes no file that has no bytes. */
function withoutEmptyFiles(digests: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(digests).filter(([, digest]) => !digest.startsWith('0 bytes')),
  );
}

describeWith(PROGRAMS, 'Shoal downloads from another client', () => {
  it.each(CASES)('$content.name, $other.name, tracker over $protocol', expectDownload);
  it.concurrent.each(TRANSMISSION_CASES)(
    '$content.name, $other.name, tracker over $protocol',
    expectDownload,
  );
});

describeWith(PROGRAMS, 'Another client downloads from Shoal', () => {
  it.each(CASES)('$content.name, $other.name, tracker over $protocol', expectUpload);
  it.concurrent.each(TRANSMISSION_CASES)(
    '$content.name, $other.name, tracker over $protocol',
    expectUpload,
  );
});
