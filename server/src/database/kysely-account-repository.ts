import {
  accountNameKey,
  type AccountRecord,
  type AccountRepository,
} from './account-repository.port.ts';
import type { ShoalDatabase } from './open-database.ts';

const COLUMNS = ['id', 'name', 'password_hash as passwordHash', 'created_at as createdAt'] as const;

export class KyselyAccountRepository implements AccountRepository {
  readonly #database: ShoalDatabase;

  constructor(database: ShoalDatabase) {
    this.#database = database;
  }

  async insertFirst({ id, name, passwordHash, createdAt }: AccountRecord): Promise<boolean> {
    return this.#database.transaction().execute(async (transaction) => {
      const first = await transaction.selectFrom('accounts').select('id').executeTakeFirst();
      if (first) return false;
      await transaction
        .insertInto('accounts')
        .values({
          id,
          name,
          name_key: accountNameKey(name),
          password_hash: passwordHash,
          created_at: createdAt,
        })
        .execute();
      return true;
    });
  }

  async list(): Promise<AccountRecord[]> {
    return this.#database.selectFrom('accounts').select(COLUMNS).orderBy('created_at').execute();
  }

  async find(id: string): Promise<AccountRecord | null> {
    const query = this.#database.selectFrom('accounts').select(COLUMNS).where('id', '=', id);
    return (await query.executeTakeFirst()) ?? null;
  }

  async findByName(name: string): Promise<AccountRecord | null> {
    const row = await this.#database
      .selectFrom('accounts')
      .select(COLUMNS)
      .where('name_key', '=', accountNameKey(name))
      .executeTakeFirst();
    return row ?? null;
  }

  async setPasswordHash(id: string, passwordHash: string): Promise<void> {
    await this.#database
      .updateTable('accounts')
      .set({ password_hash: passwordHash })
      .where('id', '=', id)
      .execute();
  }
}
