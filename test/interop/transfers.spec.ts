/**
 * Shoal and other clients exchange whole torrents through a real tracker, in both directions, byte for byte.
 * The matrix is the specification: role, other client, content, the tracker's protocol. Transmission has its own file.
 */
import { expect, it } from 'vitest';
import { aria2 } from '../support/clients/aria2.ts';
import { libtorrent } from '../support/clients/libtorrent.ts';
import { qbittorrent } from '../support/clients/qbittorrent.ts';
import { describeWith } from '../support/describe-with.ts';
import type { ProgramName } from '../support/programs.ts';
import {
  FILE,
  FOLDER,
  LARGE_FILE,
  type TransferCase,
  downloadFromOther,
  uploadToOther,
} from './transfer-cases.ts';

/** Every client with both contents and both protocols; libtorrent, the quickest, with all four pairs. */
const CASES: TransferCase[] = [
  { other: libtorrent, content: LARGE_FILE, protocol: 'http' },
  { other: libtorrent, content: LARGE_FILE, protocol: 'udp' },
  { other: libtorrent, content: FOLDER, protocol: 'http' },
  { other: libtorrent, content: FOLDER, protocol: 'udp' },
  { other: aria2, content: LARGE_FILE, protocol: 'udp' },
  { other: aria2, content: FOLDER, protocol: 'http' },
  { other: qbittorrent, content: FILE, protocol: 'http' },
  { other: qbittorrent, content: FOLDER, protocol: 'udp' },
];
const PROGRAMS: ProgramName[] = ['libtorrent', 'aria2c', 'qbittorrent-nox', 'opentracker'];

describeWith(PROGRAMS, 'Shoal downloads from another client', () => {
  it.each(CASES)('$content.name, $other.name, tracker over $protocol', async (given) => {
    const { original, received } = await downloadFromOther(given);
    expect(received).toEqual(original);
  });
});

describeWith(PROGRAMS, 'Another client downloads from Shoal', () => {
  it.each(CASES)('$content.name, $other.name, tracker over $protocol', async (given) => {
    const { original, received } = await uploadToOther(given);
    expect(received).toEqual(original);
  });
});
