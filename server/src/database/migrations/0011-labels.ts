import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import { searchColumns } from '../torrent-search-row.ts';

/** Torrents that are read together. */
const BATCH = 100;

interface Tables {
  torrents: { id: string; summary: string };
  torrent_search: { torrent_id: string; file_names: string; private: number };
}

/** Tags and categories that are there before a download has them; and the paths of files, to be searched. */
export const labels: Migration = {
  async up(database: Kysely<unknown>) {
    await database.schema
      .createTable('tags')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .execute();
    await database.schema
      .createTable('categories')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('volume_id', 'text', (column) => column.references('volumes.id'))
      .addColumn('relative_directory', 'text')
      .addColumn('defaults', 'text', (column) => column.notNull())
      .execute();
    await database.schema
      .createTable('torrent_search')
      .addColumn('torrent_id', 'text', (column) =>
        column.primaryKey().references('torrents.id').onDelete('cascade'),
      )
      .addColumn('file_names', 'text', (column) => column.notNull())
      .addColumn('private', 'integer', (column) => column.notNull())
      .execute();
    await fillSearch(database);
  },
};

async function fillSearch(database: Kysely<Tables>): Promise<void> {
  const ids = await database.selectFrom('torrents').select('id').orderBy('id').execute();
  for (let at = 0; at < ids.length; at += BATCH) {
    const batch = ids.slice(at, at + BATCH).map(({ id }) => id);
    const rows = await database
      .selectFrom('torrents')
      .select(['id', 'summary'])
      .where('id', 'in', batch)
      .execute();
    for (const { id, summary } of rows) {
      const columns = searchColumns(summary);
      if (!columns) continue;
      await database
        .insertInto('torrent_search')
        .values({ torrent_id: id, ...columns })
        .execute();
    }
  }
}
