/**
 * One download as the list keeps it. Invariant: `revision` is another one whenever the download looks different, and
 * of two downloads it is never the same, so that the revisions of a page say what is on it.
 */
import type { DownloadRecord } from '../database/download-repository.port.ts';
import { foldText } from '../database/torrent-search-row.ts';
import type { DownloadDto } from '@shared/dto/download.js';

/** What a row was made of: while these are the same objects, it looks the same. */
export interface RowSources {
  record: DownloadRecord;
  /** What the engine says, or what is recorded, or why the engine does not have it. */
  known: object;
}

let lastRevision = 0;

export class ListRow {
  readonly dto: DownloadDto;
  /** Case folded. */
  readonly foldedName: string;
  /** Milliseconds since 1970. */
  readonly addedAt: number;
  readonly revision = ++lastRevision;
  readonly #sources: RowSources;
  #json: string | null = null;

  constructor(dto: DownloadDto, sources: RowSources, before: ListRow | undefined) {
    this.dto = dto;
    this.#sources = sources;
    this.addedAt = sources.record.addedAt;
    this.foldedName = before?.dto.name === dto.name ? before.foldedName : foldText(dto.name);
  }

  isOf({ record, known }: RowSources): boolean {
    return this.#sources.record === record && this.#sources.known === known;
  }

  get json(): string {
    this.#json ??= JSON.stringify(this.dto);
    return this.#json;
  }
}
