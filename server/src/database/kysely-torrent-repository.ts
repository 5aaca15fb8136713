import type { ShoalDatabase } from './open-database.ts';
import type { TorrentRepository, TorrentSummary } from './torrent-repository.port.ts';

export class KyselyTorrentRepository implements TorrentRepository {
  readonly #database: ShoalDatabase;

  constructor(database: ShoalDatabase) {
    this.#database = database;
  }

  async save(summary: TorrentSummary, metainfo: Uint8Array, uploadedAt: number): Promise<void> {
    await this.#database
      .insertInto('torrents')
      .values({
        id: summary.id,
        metainfo,
        summary: JSON.stringify(summary),
        uploaded_at: uploadedAt,
      })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ uploaded_at: uploadedAt }))
      .execute();
  }

  async find(id: string): Promise<TorrentSummary | null> {
    const row = await this.#database
      .selectFrom('torrents')
      .select('summary')
      .where('id', '=', id)
      .executeTakeFirst();
    return row ? (JSON.parse(row.summary) as TorrentSummary) : null;
  }

  async findAll(ids: readonly string[]): Promise<Map<string, TorrentSummary>> {
    const rows = await this.#database
      .selectFrom('torrents')
      .select(['id', 'summary'])
      .where('id', 'in', ids)
      .execute();
    return new Map(rows.map((row) => [row.id, JSON.parse(row.summary) as TorrentSummary]));
  }

  async findMetainfo(id: string): Promise<Uint8Array | null> {
    const row = await this.#database
      .selectFrom('torrents')
      .select('metainfo')
      .where('id', '=', id)
      .executeTakeFirst();
    return row?.metainfo ?? null;
  }

  async findAllMetainfos(ids: readonly string[]): Promise<Map<string, Uint8Array>> {
    const rows = await this.#database
      .selectFrom('torrents')
      .select(['id', 'metainfo'])
      .where('id', 'in', ids)
      .execute();
    return new Map(rows.map((row) => [row.id, row.metainfo]));
  }

  async deleteUnused(uploadedBefore: number): Promise<void> {
    await this.#database
      .deleteFrom('torrents')
      .where('uploaded_at', '<', uploadedBefore)
      .where((expression) =>
        expression.not(
          expression.exists(
            expression
              .selectFrom('downloads')
              .select('downloads.id')
              .whereRef('downloads.id', '=', 'torrents.id'),
          ),
        ),
      )
      .execute();
  }
}
