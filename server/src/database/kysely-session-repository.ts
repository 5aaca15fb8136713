import type { ShoalDatabase } from './open-database.ts';
import type { OwnedSession, SessionRecord, SessionRepository } from './session-repository.port.ts';

const COLUMNS = [
  'sessions.id',
  'sessions.secret_hash as secretHash',
  'sessions.account_id as accountId',
  'sessions.created_at as createdAt',
  'sessions.last_used_at as lastUsedAt',
  'sessions.address',
  'sessions.user_agent as userAgent',
] as const;

export class KyselySessionRepository implements SessionRepository {
  readonly #database: ShoalDatabase;

  constructor(database: ShoalDatabase) {
    this.#database = database;
  }

  async insert(session: SessionRecord, most: number): Promise<string[]> {
    return this.#database.transaction().execute(async (transaction) => {
      const others = await transaction
        .selectFrom('sessions')
        .select('id')
        .where('account_id', '=', session.accountId)
        .orderBy('last_used_at', 'desc')
        .execute();
      const gone = others.slice(most - 1).map(({ id }) => id);
      for (const id of gone) {
        await transaction.deleteFrom('sessions').where('id', '=', id).execute();
      }
      await transaction
        .insertInto('sessions')
        .values({
          id: session.id,
          secret_hash: session.secretHash,
          account_id: session.accountId,
          created_at: session.createdAt,
          last_used_at: session.lastUsedAt,
          address: session.address,
          user_agent: session.userAgent,
        })
        .execute();
      return gone;
    });
  }

  async findBySecret(secretHash: string): Promise<OwnedSession | null> {
    const row = await this.#database
      .selectFrom('sessions')
      .innerJoin('accounts', 'accounts.id', 'sessions.account_id')
      .select([...COLUMNS, 'accounts.name as accountName'])
      .where('sessions.secret_hash', '=', secretHash)
      .executeTakeFirst();
    return row ?? null;
  }

  async list(accountId: string): Promise<SessionRecord[]> {
    return this.#database
      .selectFrom('sessions')
      .select(COLUMNS)
      .where('account_id', '=', accountId)
      .orderBy('last_used_at', 'desc')
      .execute();
  }

  async touch(id: string, lastUsedAt: number, address: string): Promise<void> {
    await this.#database
      .updateTable('sessions')
      .set({ last_used_at: lastUsedAt, address })
      .where('id', '=', id)
      .execute();
  }

  async delete(id: string, accountId: string): Promise<boolean> {
    const { numDeletedRows } = await this.#database
      .deleteFrom('sessions')
      .where('id', '=', id)
      .where('account_id', '=', accountId)
      .executeTakeFirstOrThrow();
    return numDeletedRows > 0n;
  }

  async deleteAll(accountId: string, except = ''): Promise<string[]> {
    const rows = await this.#database
      .deleteFrom('sessions')
      .where('account_id', '=', accountId)
      .where('id', '!=', except)
      .returning('id')
      .execute();
    return rows.map(({ id }) => id);
  }

  async deleteOld(createdBefore: number, lastUsedBefore: number): Promise<void> {
    await this.#database
      .deleteFrom('sessions')
      .where((expression) =>
        expression.or([
          expression('created_at', '<', createdBefore),
          expression('last_used_at', '<', lastUsedBefore),
        ]),
      )
      .execute();
  }
}
