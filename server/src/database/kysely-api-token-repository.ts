import type { Scope } from '@shared/dto/auth.js';
import type {
  ApiTokenRecord,
  ApiTokenRepository,
  OwnedApiToken,
} from './api-token-repository.port.ts';
import type { ShoalDatabase } from './open-database.ts';

const COLUMNS = [
  'api_tokens.id',
  'api_tokens.secret_hash as secretHash',
  'api_tokens.account_id as accountId',
  'api_tokens.name',
  'api_tokens.scope',
  'api_tokens.created_at as createdAt',
  'api_tokens.last_used_at as lastUsedAt',
  'api_tokens.expires_at as expiresAt',
] as const;

export class KyselyApiTokenRepository implements ApiTokenRepository {
  readonly #database: ShoalDatabase;

  constructor(database: ShoalDatabase) {
    this.#database = database;
  }

  async insert(token: ApiTokenRecord, most: number): Promise<boolean> {
    return this.#database.transaction().execute(async (transaction) => {
      const others = await transaction
        .selectFrom('api_tokens')
        .select('id')
        .where('account_id', '=', token.accountId)
        .execute();
      if (others.length >= most) return false;
      await transaction
        .insertInto('api_tokens')
        .values({
          id: token.id,
          secret_hash: token.secretHash,
          account_id: token.accountId,
          name: token.name,
          scope: token.scope,
          created_at: token.createdAt,
          last_used_at: token.lastUsedAt,
          expires_at: token.expiresAt,
        })
        .execute();
      return true;
    });
  }

  async findBySecret(secretHash: string): Promise<OwnedApiToken | null> {
    const row = await this.#database
      .selectFrom('api_tokens')
      .innerJoin('accounts', 'accounts.id', 'api_tokens.account_id')
      .select([...COLUMNS, 'accounts.name as accountName'])
      .where('api_tokens.secret_hash', '=', secretHash)
      .executeTakeFirst();
    return row ? withScope(row) : null;
  }

  async list(accountId: string): Promise<ApiTokenRecord[]> {
    const rows = await this.#database
      .selectFrom('api_tokens')
      .select(COLUMNS)
      .where('account_id', '=', accountId)
      .orderBy('created_at')
      .orderBy('id')
      .execute();
    return rows.map(withScope);
  }

  async touch(id: string, lastUsedAt: number): Promise<void> {
    await this.#database
      .updateTable('api_tokens')
      .set({ last_used_at: lastUsedAt })
      .where('id', '=', id)
      .execute();
  }

  async delete(id: string, accountId: string): Promise<boolean> {
    const { numDeletedRows } = await this.#database
      .deleteFrom('api_tokens')
      .where('id', '=', id)
      .where('account_id', '=', accountId)
      .executeTakeFirstOrThrow();
    return numDeletedRows > 0n;
  }
}

/** A scope that is damaged lets one do the least. */
function withScope<Row extends { scope: string }>(row: Row): Row & { scope: Scope } {
  const isWhole = row.scope === 'control' || row.scope === 'admin';
  return { ...row, scope: isWhole ? (row.scope as Scope) : 'read' };
}
