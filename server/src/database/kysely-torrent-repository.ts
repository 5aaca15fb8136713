import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import { parseMetainfo } from '../engine/index.ts';
import type { ShoalDatabase } from './open-database.ts';
import type { Schema } from './schema.ts';
import { searchColumns } from './torrent-search-row.ts';
import type { MagnetRecord, TorrentRepository, TorrentSummary } from './torrent-repository.port.ts';

export class KyselyTorrentRepository implements TorrentRepository {
  readonly #database: ShoalDatabase;

  constructor(database: ShoalDatabase) {
    this.#database = database;
  }

  async save(summary: TorrentSummary, metainfo: Uint8Array, uploadedAt: number): Promise<void> {
    const content = { metainfo, summary: JSON.stringify(summary) };
    const keepsOld = await this.#isSound(summary.id, metainfo);
    const search = searchColumns(content.summary);
    await this.#database.transaction().execute(async (transaction) => {
      await transaction
        .insertInto('torrents')
        .values({ id: summary.id, ...content, uploaded_at: uploadedAt })
        .onConflict((conflict) =>
          conflict
            .column('id')
            .doUpdateSet({ uploaded_at: uploadedAt, ...(keepsOld ? {} : content) }),
        )
        .execute();
      if (!search) return;
      await transaction
        .insertInto('torrent_search')
        .values({ torrent_id: summary.id, ...search })
        .onConflict((conflict) => conflict.column('torrent_id').doUpdateSet(search))
        .execute();
    });
  }

  async saveMagnet(id: string, link: string, uploadedAt: number): Promise<void> {
    const nothing = { metainfo: new Uint8Array(0), summary: '' };
    await this.#database.transaction().execute(async (transaction) => {
      const isNew = await transaction
        .insertInto('torrents')
        .values({ id, ...nothing, uploaded_at: uploadedAt })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .executeTakeFirstOrThrow();
      if ((isNew.numInsertedOrUpdatedRows ?? 0n) > 0n) {
        await transaction
          .insertInto('magnets')
          .values({ torrent_id: id, link, whole_id: null })
          .execute();
        return;
      }
      await transaction
        .updateTable('torrents')
        .set({ uploaded_at: uploadedAt })
        .where('id', '=', id)
        .execute();
      await transaction
        .updateTable('magnets')
        .set({ link })
        .where('torrent_id', '=', id)
        .where('whole_id', 'is', null)
        .execute();
    });
  }

  async findMagnet(id: string): Promise<MagnetRecord | null> {
    return (await this.findAllMagnets([id])).get(id) ?? null;
  }

  async findAllMagnets(ids: readonly string[]): Promise<Map<string, MagnetRecord>> {
    const rows = await this.#database
      .selectFrom('magnets')
      .selectAll()
      .where('torrent_id', 'in', ids)
      .execute();
    return new Map(rows.map((row) => [row.torrent_id, { link: row.link, wholeId: row.whole_id }]));
  }

  async setWholeId(id: string, wholeId: string): Promise<void> {
    await this.#database
      .updateTable('magnets')
      .set({ whole_id: wholeId })
      .where('torrent_id', '=', id)
      .execute();
  }

  async find(id: string): Promise<TorrentSummary | null> {
    const row = await this.#database
      .selectFrom('torrents')
      .select('summary')
      .where('id', '=', id)
      .executeTakeFirst();
    return row ? summaryOf(id, row.summary) : null;
  }

  async findAll(ids: readonly string[]): Promise<Map<string, TorrentSummary>> {
    const rows = await this.#database
      .selectFrom('torrents')
      .select(['id', 'summary'])
      .where('id', 'in', ids)
      .execute();
    return new Map(
      rows.flatMap(({ id, summary: text }) => {
        const summary = summaryOf(id, text);
        return summary ? [[id, summary] as const] : [];
      }),
    );
  }

  async findMetainfo(id: string): Promise<Uint8Array | null> {
    const row = await this.#database
      .selectFrom('torrents')
      .select('metainfo')
      .where('id', '=', id)
      .executeTakeFirst();
    return row && isMetainfo(row.metainfo) ? row.metainfo : null;
  }

  async findAllMetainfos(ids: readonly string[]): Promise<Map<string, Uint8Array>> {
    const rows = await this.#database
      .selectFrom('torrents')
      .select(['id', 'metainfo'])
      .where('id', 'in', ids)
      .execute();
    return new Map(
      rows.filter(({ metainfo }) => isMetainfo(metainfo)).map(({ id, metainfo }) => [id, metainfo]),
    );
  }

  async deleteUnused(uploadedBefore: number): Promise<string[]> {
    const rows = await this.#database
      .deleteFrom('torrents')
      .where('uploaded_at', '<', uploadedBefore)
      .where(isUnused)
      .returning('id')
      .execute();
    return rows.map(({ id }) => id);
  }

  async deleteIfUnused(id: string): Promise<boolean> {
    const { numDeletedRows } = await this.#database
      .deleteFrom('torrents')
      .where('id', '=', id)
      .where(isUnused)
      .executeTakeFirstOrThrow();
    return numDeletedRows > 0n;
  }

  async countWaitingMagnets(): Promise<number> {
    const { count } = await this.#database
      .selectFrom('magnets')
      .leftJoin('downloads', 'downloads.id', 'magnets.torrent_id')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('magnets.whole_id', 'is', null)
      .where('downloads.id', 'is', null)
      .executeTakeFirstOrThrow();
    return count;
  }

  /** Whether what is there of that torrent is what it should be. */
  async #isSound(id: string, uploaded: Uint8Array): Promise<boolean> {
    if (!(await this.find(id))) return false;
    const metainfo = await this.findMetainfo(id);
    return metainfo !== null && (isEqual(metainfo, uploaded) || isMetainfoOf(id, metainfo));
  }
}

/** No download is of it. */
function isUnused(expression: ExpressionBuilder<Schema, 'torrents'>): Expression<SqlBool> {
  const uses = expression
    .selectFrom('downloads')
    .select('downloads.id')
    .whereRef('downloads.id', '=', 'torrents.id');
  return expression.not(expression.exists(uses));
}

/** Null where it is damaged: as if the torrent were not there, until it is uploaded again. */
function summaryOf(id: string, text: string): TorrentSummary | null {
  try {
    const summary = JSON.parse(text) as TorrentSummary | null;
    return summary?.id === id && Array.isArray(summary.files) ? summary : null;
  } catch {
    return null;
  }
}

/** SQLite keeps a type for each value, and a wrong bit may change it. Of a magnet link there are no bytes. */
function isMetainfo(value: unknown): boolean {
  return value instanceof Uint8Array && value.length > 0;
}

function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

function isMetainfoOf(id: string, bytes: Uint8Array): boolean {
  try {
    return parseMetainfo(bytes).id === id;
  } catch {
    return false;
  }
}
