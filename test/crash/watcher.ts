/**
 * Asks a server again and again what it has, from its start to its death, and compares that with what the disk held
 * before. Invariant: the last answer tells what was had at some time before the kill, so the disk must hold it.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { DownloadDto, DownloadPiecesDto } from '@shared/dto/download.js';
import { BitSet } from './bit-set.ts';
import type { CrashContent } from './crash-content.ts';
import { CrashFinding } from './crash-finding.ts';
import type { KillableServer } from './killable-server.ts';

const POLL_MS = 60;
const OK = 200;

/** What the disk and the database held before this life; null where there was no life before. */
export interface Before {
  recorded: BitSet | null;
  whole: BitSet;
}

export class Watcher {
  /** What it said last. */
  have: BitSet | null = null;
  status: DownloadDto | null = null;
  /** Since it was ready, until it had what was recorded, and all that was whole on the disk. */
  recordedAfterMs: number | null = null;
  wholeAfterMs: number | null = null;
  readonly #server: KillableServer;
  readonly #content: CrashContent;
  readonly #before: Before | null;
  readonly #startedAt = performance.now();

  constructor(server: KillableServer, content: CrashContent, before: Before | null) {
    this.#server = server;
    this.#content = content;
    this.#before = before;
  }

  get watchedMs(): number {
    return performance.now() - this.#startedAt;
  }

  /** Resolves when the server was killed. */
  async watch(): Promise<void> {
    while (!this.#server.isKilled) {
      await this.look();
      await sleep(POLL_MS);
    }
  }

  async look(): Promise<void> {
    const { id, pieceCount } = this.#content;
    const status = await this.#server.call<DownloadDto>('GET', `/api/downloads/${id}`);
    if (status?.status !== OK) return;
    this.status = status.body;
    if (status.body.error !== null) {
      throw new CrashFinding(`the download stopped: ${JSON.stringify(status.body.error)}`);
    }
    const pieces = await this.#server.call<DownloadPiecesDto>('GET', `/api/downloads/${id}/pieces`);
    if (pieces?.status !== OK) return;
    this.have = new BitSet(pieceCount, Buffer.from(pieces.body.have, 'base64'));
    this.#compare(this.have);
  }

  #compare(have: BitSet): void {
    if (this.#before === null) {
      this.recordedAfterMs ??= 0;
      this.wholeAfterMs ??= 0;
      return;
    }
    const { recorded, whole } = this.#before;
    if (recorded === null || recorded.without(have).length === 0) {
      this.recordedAfterMs ??= this.watchedMs;
    }
    if (whole.without(have).length === 0) this.wholeAfterMs ??= this.watchedMs;
  }

  /** Pieces that were on the disk and are not had yet, for a message. */
  lacking(kind: keyof Before): readonly number[] {
    const before = this.#before?.[kind] ?? null;
    return before === null || this.have === null ? [] : before.without(this.have);
  }
}
