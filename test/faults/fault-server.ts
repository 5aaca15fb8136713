/**
 * The built server in a lab, with a download on a good disk that must go on whatever happens to the others: each
 * scenario asks `expectUndisturbed` while its own download stands still.
 */
import { copyFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import type { DownloadPiecesDto } from '@shared/dto/download.js';
import { expect } from 'vitest';
import { findFreePort } from '../support/free-port.ts';
import { RealServer } from '../support/real-server.ts';
import { call, type Answer } from '../support/rest-client.ts';
import { TempFolder } from '../support/temp-folder.ts';
import { waitUntil } from '../support/wait-until.ts';
import type { FaultLab } from './fault-lab.ts';
import { TestDownload, type TestDownloadRequest } from './test-download.ts';

const MEBIBYTE = 1024 * 1024;
/** Lasts longer than any file of scenarios. */
const CONTROL_BYTES = 64 * MEBIBYTE;
const CONTROL_BYTES_PER_SECOND = MEBIBYTE / 2;
/** A quarter of its rate, on a machine that does other things too. */
const CONTROL_STEP_BYTES = MEBIBYTE / 2;
const CONTROL_STEP_MS = 4_000;
const API_PATIENCE_MS = 2_000;

export interface FaultServerOptions {
  /** Folders of the lab that downloads may go into. */
  volumes: readonly string[];
  environment?: Record<string, string>;
  openFiles?: number;
}

export class FaultServer implements AsyncDisposable {
  readonly lab: FaultLab;
  readonly peerPort: number;
  private readonly options: FaultServerOptions;
  private readonly resources = new AsyncDisposableStack();
  private running: RealServer | null = null;
  private control: TestDownload | null = null;

  private constructor(lab: FaultLab, peerPort: number, options: FaultServerOptions) {
    this.lab = lab;
    this.peerPort = peerPort;
    this.options = options;
  }

  static async start(lab: FaultLab, options: FaultServerOptions): Promise<FaultServer> {
    const server = new FaultServer(lab, await findFreePort(), options);
    await server.run();
    return server;
  }

  /** Starts the download that must not be disturbed. */
  async startControl(): Promise<void> {
    this.control = await this.download({
      name: 'control',
      directory: await this.lab.folderOf('good'),
      files: [{ path: 'control.bin', bytes: CONTROL_BYTES }],
      pieceLength: MEBIBYTE / 4,
      bytesPerSecond: CONTROL_BYTES_PER_SECOND,
    });
  }

  /** Makes content and a seed of it that dials this server, and downloads it. */
  async download(request: TestDownloadRequest): Promise<TestDownload> {
    const download = this.resources.use(await TestDownload.create(this, request));
    await download.add();
    return download;
  }

  get url(): string {
    return this.server.url;
  }

  get server(): RealServer {
    if (this.running === null) throw new Error('The server does not run.');
    return this.running;
  }

  async call<Body = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<Answer<Body>> {
    return call<Body>(this.url, method, path, body === undefined ? {} : { body });
  }

  /** Ends it, without a word where that is asked for; `run` is the next start on the same folders. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number> {
    const code = await this.server.end(signal);
    this.running = null;
    return code;
  }

  async run(): Promise<void> {
    const { lab, options, peerPort } = this;
    const environment = {
      SHOAL_PEER_PORT: String(peerPort),
      SHOAL_DOWNLOAD_DIR: await lab.folderOf('good'),
      SHOAL_EXTRA_DIRS: options.volumes.join(':'),
      SHOAL_CHECKPOINT_SECONDS: '1',
      SHOAL_VOLUME_LOOK_SECONDS: '1',
      SHOAL_MIN_FREE_MIB: '1',
      SHOAL_MAX_ACTIVE_DOWNLOADS: 'unlimited',
      ...options.environment,
    };
    const launcher = lab.launcher(
      options.openFiles === undefined ? {} : { openFiles: options.openFiles },
    );
    this.running = await RealServer.start(lab.path('state'), environment, undefined, launcher);
  }

  /** The other download moves on, and the API answers at once. */
  async expectUndisturbed(): Promise<void> {
    const { control } = this;
    if (control === null) throw new Error('There is no other download.');
    const before = await control.status();
    const reached = before.completedBytes + CONTROL_STEP_BYTES;
    const hasMoved = async (): Promise<boolean> =>
      (await control.status()).completedBytes >= reached;
    await waitUntil(hasMoved, { timeoutMs: CONTROL_STEP_MS, what: 'the other download' });
    expect(await control.status()).toMatchObject({ state: 'downloading', error: null });
    await this.expectAnswers();
  }

  async expectAnswers(): Promise<void> {
    const began = performance.now();
    expect((await this.call('GET', '/health/ready')).status).toBe(200);
    expect((await this.call('GET', '/api/downloads')).status).toBe(200);
    expect(performance.now() - began).toBeLessThan(API_PATIENCE_MS);
  }

  /** What the server says that it has, as BEP 3 sends it. */
  async hadPieces(id: string): Promise<Uint8Array> {
    const { body } = await this.call<DownloadPiecesDto>('GET', `/api/downloads/${id}/pieces`);
    return Buffer.from(body.have, 'base64');
  }

  /** What its database says; null where it says nothing. */
  async recordedPieces(id: string): Promise<Uint8Array | null> {
    // A copy: SQLite would look for the file outside of the lab.
    await using folder = await TempFolder.create('recorded');
    const data = this.lab.outside(this.lab.path('state', 'data'));
    for (const name of ['shoal.db', 'shoal.db-wal']) {
      await copyFile(join(data, name), folder.join(name));
    }
    const database = new DatabaseSync(folder.join('shoal.db'));
    try {
      const row = database.prepare('select have from engine_states where download_id = ?').get(id);
      return (row?.['have'] as Uint8Array | undefined) ?? null;
    } finally {
      database.close();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.resources.disposeAsync();
    await this.running?.[Symbol.asyncDispose]();
  }
}
