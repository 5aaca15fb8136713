/** `shoal info`: what a torrent file says, for people or as the TorrentDto that the REST API gives. */
import type { TorrentDto } from '@shared/dto/torrent.js';
import type { Metainfo } from '../engine/index.ts';
import type { InfoCommand } from './command-line.ts';
import type { CommandOutput } from './command-output.ts';
import { EXIT_CODES, type ExitCode } from './exit-codes.ts';
import { formatBytes, printable } from './format.ts';
import { readTorrentFile } from './torrent-input.ts';

/** Throws a UsageError where the file is not a torrent. */
export async function runInfo(command: InfoCommand, output: CommandOutput): Promise<ExitCode> {
  const { metainfo } = await readTorrentFile(command.torrentPath);
  output.write(
    command.json
      ? `${JSON.stringify(describeTorrent(metainfo), null, 2)}\n`
      : torrentSheet(describeTorrent(metainfo)),
  );
  return EXIT_CODES.done;
}

/** The public shape of a torrent: dates as text, padding files left out, indices kept. */
export function describeTorrent(metainfo: Metainfo): TorrentDto {
  const { pieceHashes: _hashes, nodes: _nodes, infoBytes: _size, ...described } = metainfo;
  const { createdAt, files, ...same } = described;
  return {
    ...same,
    createdAt: createdAt === null ? null : new Date(createdAt).toISOString(),
    files: files.flatMap(({ path, bytes, padding }, index) =>
      padding ? [] : [{ index, path, bytes }],
    ),
    magnet: null,
    metadata: null,
    selectedFiles: null,
  };
}

const LABEL_COLUMNS = 13;

/** The sheet that people read. Every foreign text is made printable. */
export function torrentSheet(torrent: TorrentDto): string {
  const lines = [
    ...row('Name', [torrent.name]),
    ...row('Info hash', infoHashes(torrent)),
    ...row('Size', [`${formatBytes(torrent.totalBytes)} (${grouped(torrent.totalBytes)} bytes)`]),
    ...row('Pieces', [`${grouped(torrent.pieceCount)} of ${formatBytes(torrent.pieceLength)}`]),
    ...row('Private', [torrent.private ? 'yes: peers come from its trackers alone' : 'no']),
    ...row('Created', creation(torrent)),
    ...row('Comment', torrent.comment ? [torrent.comment] : []),
    ...row('Trackers', torrent.trackers.length > 0 ? trackerRows(torrent.trackers) : ['none']),
    ...row('Web seeds', torrent.webSeeds),
    ...row('Files', [grouped(torrent.files.length)]),
    ...fileRows(torrent),
    ...row('Odd', torrent.warnings),
  ];
  return `${lines.join('\n')}\n`;
}

function row(label: string, values: string[]): string[] {
  return values.map(
    (value, index) => (index === 0 ? label : '').padEnd(LABEL_COLUMNS) + printable(value),
  );
}

function infoHashes({ infoHashV1, infoHashV2 }: TorrentDto): string[] {
  const both = infoHashV1 !== null && infoHashV2 !== null;
  const hashes: string[] = [];
  if (infoHashV1 !== null) hashes.push(both ? `${infoHashV1} (v1)` : infoHashV1);
  if (infoHashV2 !== null) hashes.push(`${infoHashV2} (v2)`);
  return hashes;
}

function creation({ createdAt, createdBy }: TorrentDto): string[] {
  const time = createdAt === null ? [] : [`${createdAt.slice(0, 16).replace('T', ' ')} UTC`];
  const program = createdBy === null ? [] : [`by ${createdBy}`];
  const text = [...time, ...program].join(' ');
  return text ? [text] : [];
}

function trackerRows(tiers: string[][]): string[] {
  return tiers.flatMap((tier, index) =>
    tier.map((url, place) => (place === 0 ? `tier ${index + 1}` : '').padEnd(9) + url),
  );
}

function fileRows(torrent: TorrentDto): string[] {
  const sizes = torrent.files.map((file) => formatBytes(file.bytes));
  const sizeColumns = Math.max(0, ...sizes.slice(0, 10_000).map((size) => size.length));
  const indexColumns = String(torrent.files.at(-1)?.index ?? 0).length;
  return torrent.files.map((file, place) => {
    const index = String(file.index).padStart(indexColumns);
    return `  ${index}  ${(sizes[place] ?? '').padStart(sizeColumns)}  ${printable(file.path)}`;
  });
}

function grouped(count: number): string {
  return count.toLocaleString('en');
}
