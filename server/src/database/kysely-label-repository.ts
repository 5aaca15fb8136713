import type { Selectable } from 'kysely';
import type { CategoryDefaults, CategoryRecord, LabelRepository } from './label-repository.port.ts';
import type { ShoalDatabase } from './open-database.ts';
import type { CategoryTable } from './schema.ts';

export class KyselyLabelRepository implements LabelRepository {
  readonly #database: ShoalDatabase;

  constructor(database: ShoalDatabase) {
    this.#database = database;
  }

  async tags(): Promise<string[]> {
    const rows = await this.#database.selectFrom('tags').select('name').execute();
    return rows.map(({ name }) => name);
  }

  async saveTag(name: string): Promise<void> {
    await this.#database
      .insertInto('tags')
      .values({ name })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute();
  }

  async deleteTag(name: string): Promise<void> {
    await this.#database.deleteFrom('tags').where('name', '=', name).execute();
  }

  async categories(): Promise<CategoryRecord[]> {
    const rows = await this.#database.selectFrom('categories').selectAll().execute();
    return rows.map(fromRow);
  }

  async findCategory(name: string): Promise<CategoryRecord | null> {
    const row = await this.#database
      .selectFrom('categories')
      .selectAll()
      .where('name', '=', name)
      .executeTakeFirst();
    return row ? fromRow(row) : null;
  }

  async saveCategory({ name, place, ...defaults }: CategoryRecord): Promise<void> {
    const columns = {
      volume_id: place?.volumeId ?? null,
      relative_directory: place?.relativeDirectory ?? null,
      defaults: JSON.stringify(defaults),
    };
    await this.#database
      .insertInto('categories')
      .values({ name, ...columns })
      .onConflict((conflict) => conflict.column('name').doUpdateSet(columns))
      .execute();
  }

  async deleteCategory(name: string): Promise<void> {
    await this.#database.deleteFrom('categories').where('name', '=', name).execute();
  }
}

function fromRow(row: Selectable<CategoryTable>): CategoryRecord {
  const { name, volume_id: volumeId, relative_directory: relativeDirectory } = row;
  const place =
    volumeId === null || relativeDirectory === null ? null : { volumeId, relativeDirectory };
  return { name, place, ...defaultsOf(row.defaults) };
}

/** One that is damaged has none. */
function defaultsOf(text: string): CategoryDefaults {
  const none = {
    sequential: false,
    firstLastPieces: false,
    downloadLimit: null,
    uploadLimit: null,
    tags: [],
  };
  try {
    return { ...none, ...(JSON.parse(text) as Partial<CategoryDefaults>) };
  } catch {
    return none;
  }
}
