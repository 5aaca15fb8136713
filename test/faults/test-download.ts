/**
 * One download of a scenario: content that is known, a libtorrent seed that dials the server again and again, and
 * the questions that every scenario asks. What the server says that it has is compared with the bytes on the disk.
 */
import { createReadStream } from 'node:fs';
import { open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DownloadDto, DownloadErrorCode, DownloadState } from '@shared/dto/download.js';
import { expect } from 'vitest';
import {
  createTorrentFromPath,
  parseMetainfo,
  type Metainfo,
} from '../../server/src/engine/index.ts';
import { startLibtorrent, type LibtorrentClient } from '../support/clients/libtorrent.ts';
import type { TorrentFixture } from '../support/fixtures.ts';
import { writePseudoRandomFile } from '../support/pseudo-random-file.ts';
import { torrentForm, type Answer } from '../support/rest-client.ts';
import { TempFolder } from '../support/temp-folder.ts';
import { treeDigest } from '../support/tree-digest.ts';
import { waitUntil } from '../support/wait-until.ts';
import type { RealServer } from '../support/real-server.ts';
import type { FaultLab } from './fault-lab.ts';

const TIMEOUT_MS = 20_000;

/** The server that it belongs to. */
export interface DownloadServer {
  readonly lab: FaultLab;
  readonly peerPort: number;
  readonly server: RealServer;
  call(method: string, path: string, body?: unknown): Promise<Answer>;
  hadPieces(id: string): Promise<Uint8Array>;
  recordedPieces(id: string): Promise<Uint8Array | null>;
}

export interface ContentFile {
  path: string;
  bytes: number;
}

export interface TestDownloadRequest {
  name: string;
  /** In the lab. */
  directory: string;
  /** One file is a torrent without a folder. */
  files: readonly ContentFile[];
  pieceLength: number;
  /** What the seed sends at most. */
  bytesPerSecond?: number;
  sequential?: boolean;
}

export class TestDownload implements AsyncDisposable {
  readonly id: string;
  private readonly server: DownloadServer;
  private readonly request: TestDownloadRequest;
  private readonly folder: TempFolder;
  private readonly torrent: TorrentFixture;
  private readonly metainfo: Metainfo;
  private seed: LibtorrentClient | null = null;

  private constructor(
    server: DownloadServer,
    request: TestDownloadRequest,
    folder: TempFolder,
    torrent: TorrentFixture,
    metainfo: Metainfo,
  ) {
    this.server = server;
    this.request = request;
    this.folder = folder;
    this.torrent = torrent;
    this.metainfo = metainfo;
    this.id = metainfo.id;
  }

  static async create(server: DownloadServer, request: TestDownloadRequest): Promise<TestDownload> {
    const { name, files, pieceLength } = request;
    const folder = await TempFolder.create(`fault-${name}`);
    const root = files.length === 1 ? folder.join('content') : folder.join('content', name);
    for (const { path, bytes } of files) {
      await writePseudoRandomFile(join(root, path), bytes, `${name} ${path}`);
    }
    const content = files.length === 1 ? join(root, files[0]!.path) : root;
    const bytes = await createTorrentFromPath(content, { pieceLength, trackers: [] });
    const path = folder.join('torrent');
    await writeFile(path, bytes);
    const metainfo = parseMetainfo(bytes);
    const torrent: TorrentFixture = {
      path,
      contentFolder: folder.join('content'),
      name: metainfo.name,
      infoHash: metainfo.id,
      totalBytes: metainfo.totalBytes,
      pieceLength,
    };
    return new TestDownload(server, request, folder, torrent, metainfo);
  }

  /** Starts the seed and the download. */
  async add(): Promise<void> {
    const { torrent, server, request } = this;
    await server.call('POST', '/api/upload-torrent', torrentForm(await readFile(torrent.path)));
    const answer = await server.call('POST', '/api/start-download', {
      torrentId: this.id,
      directory: request.directory,
      sequential: request.sequential ?? false,
    });
    expect(answer).toMatchObject({ status: 201 });
    await this.startSeed();
  }

  /** Somebody who has all of it, and connects to the server whenever it is not connected. */
  async startSeed(): Promise<void> {
    const { torrent, server, request } = this;
    this.seed = await startLibtorrent('seed', {
      torrent,
      folder: torrent.contentFolder,
      peers: [`127.0.0.1:${server.peerPort}`],
      useTrackers: false,
      seedMode: true,
      ...(request.bytesPerSecond !== undefined && {
        uploadLimitBytesPerSecond: request.bytesPerSecond,
      }),
    });
  }

  /** Where a file of it stands, as programs outside of the lab name it. */
  copyOf(path: string): string {
    const { directory, files } = this.request;
    const parts = files.length === 1 ? [path] : [this.metainfo.name, path];
    return this.server.lab.outside(join(directory, ...parts));
  }

  async status(): Promise<DownloadDto> {
    return this.server.server.status(this.id);
  }

  async act(action: 'pause' | 'resume' | 'cancel' | 'recheck'): Promise<void> {
    const method = action === 'recheck' ? 'POST' : 'PATCH';
    const path = `/api/downloads/${this.id}/${action}`;
    const answer = await this.server.call(method, path);
    expect(answer).toMatchObject({ status: action === 'recheck' ? 202 : 200 });
  }

  /** Waits until so many bytes are had. */
  async hasBytes(bytes: number): Promise<void> {
    const isThere = async (): Promise<boolean> => (await this.status()).completedBytes >= bytes;
    await this.wait(isThere, `${bytes} bytes`);
  }

  /** Waits until the database says that so many bytes are had. */
  async hasRecorded(bytes: number): Promise<void> {
    const pieces = Math.ceil(bytes / this.metainfo.pieceLength);
    const isThere = async (): Promise<boolean> => {
      const recorded = await this.server.recordedPieces(this.id);
      return recorded !== null && indicesOf(recorded).length >= pieces;
    };
    await this.wait(isThere, `${bytes} recorded bytes`);
  }

  async reaches(state: DownloadState, timeoutMs = TIMEOUT_MS): Promise<void> {
    const isThere = async (): Promise<boolean> => (await this.status()).state === state;
    await this.wait(isThere, state, timeoutMs);
  }

  /** Waits until it stopped with this code; gives the sentence that goes with it. */
  async stopsWith(code: DownloadErrorCode, timeoutMs = TIMEOUT_MS): Promise<string> {
    await this.reaches('error', timeoutMs);
    const { error } = await this.status();
    expect(error).toMatchObject({ code });
    return error?.message ?? '';
  }

  /** Every piece that the server or its database says is had is on the disk. */
  async expectHadIsTrue(): Promise<void> {
    const recorded = await this.server.recordedPieces(this.id);
    const had = await this.server.hadPieces(this.id);
    expect({
      untrueRecorded: recorded === null ? [] : await this.untruePieces(recorded),
      untrueHad: await this.untruePieces(had),
    }).toEqual({ untrueRecorded: [], untrueHad: [] });
  }

  /** It ends complete and equal to the content, and a stranger that fetches all of it from us gets no wrong byte. */
  async expectExactEnd(timeoutMs = TIMEOUT_MS): Promise<void> {
    await this.reaches('seeding', timeoutMs);
    await this.expectHadIsTrue();
    const { contentFolder, name } = this.torrent;
    const copy = this.server.lab.outside(join(this.request.directory, name));
    expect(await treeDigest(copy)).toEqual(await treeDigest(join(contentFolder, name)));
    await this.expectServesAll();
  }

  async expectServesAll(): Promise<void> {
    await using leech = await this.leech('served');
    await leech.complete(TIMEOUT_MS);
    expect(await leech.failedBytes()).toBe(0);
  }

  /** A stranger that has nothing and asks this server alone. */
  async leech(name: string, bytesPerSecond?: number): Promise<LibtorrentClient> {
    return startLibtorrent('leech', {
      torrent: this.torrent,
      folder: await this.folder.folder(name),
      peers: [`127.0.0.1:${this.server.peerPort}`],
      useTrackers: false,
      ...(bytesPerSecond !== undefined && { downloadLimitBytesPerSecond: bytesPerSecond }),
    });
  }

  /** From here on nobody sends it anything. */
  async stopSeed(): Promise<void> {
    await this.seed?.[Symbol.asyncDispose]();
    this.seed = null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stopSeed();
    await this.folder.remove();
  }

  private async wait(
    condition: () => Promise<boolean>,
    what: string,
    timeoutMs = TIMEOUT_MS,
  ): Promise<void> {
    try {
      await waitUntil(condition, { timeoutMs, what: `${this.request.name}: ${what}` });
    } catch (error) {
      const { state, error: fault, completedBytes } = await this.status();
      const seen = JSON.stringify({ state, fault, completedBytes });
      const said = `${(error as Error).message} It is ${seen}. Server: ${this.server.server.output}`;
      throw new Error(said, { cause: error });
    }
  }

  private async untruePieces(have: Uint8Array): Promise<number[]> {
    const { pieceLength } = this.metainfo;
    const untrue: number[] = [];
    for (const piece of indicesOf(have)) {
      if (!(await this.isOnDisk(piece * pieceLength, pieceLength))) untrue.push(piece);
    }
    return untrue;
  }

  /** Whether the copy has the content's bytes in this range of the torrent. */
  private async isOnDisk(from: number, length: number): Promise<boolean> {
    const { contentFolder } = this.torrent;
    const directory = this.server.lab.outside(this.request.directory);
    for (const file of this.metainfo.files) {
      const start = Math.max(from - file.offset, 0);
      const end = Math.min(from + length - file.offset, file.bytes);
      if (start >= end || file.padding) continue;
      const [expected, actual] = await Promise.all([
        readRange(join(contentFolder, file.path), start, end),
        readRange(join(directory, file.path), start, end).catch(() => null),
      ]);
      if (actual === null || !expected.equals(actual)) return false;
    }
    return true;
  }
}

/** The pieces of a bitfield (BEP 3). */
function indicesOf(have: Uint8Array): number[] {
  return [...have].flatMap((byte, at) =>
    [0, 1, 2, 3, 4, 5, 6, 7].flatMap((bit) => ((byte >> (7 - bit)) & 1 ? [at * 8 + bit] : [])),
  );
}

async function readRange(path: string, start: number, end: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of createReadStream(path, { start, end: end - 1 })) {
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts);
}

/** Changes one byte of a file in place. */
export async function flipByte(path: string, at: number): Promise<void> {
  await using file = await open(path, 'r+');
  const byte = Buffer.alloc(1);
  await file.read(byte, 0, 1, at);
  byte[0] = byte[0]! ^ 0xff;
  await file.write(byte, 0, 1, at);
}
