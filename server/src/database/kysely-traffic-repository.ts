import { sql } from 'kysely';
import type { TrafficPeriod } from '@shared/dto/stats.js';
import type { ShoalDatabase } from './open-database.ts';
import type {
  RecordedPeriod,
  TrafficBucket,
  TrafficRepository,
} from './traffic-repository.port.ts';

const COLUMNS = [
  'starts_at as startsAt',
  'downloaded_bytes as downloadedBytes',
  'uploaded_bytes as uploadedBytes',
] as const;

export class KyselyTrafficRepository implements TrafficRepository {
  readonly #database: ShoalDatabase;

  constructor(database: ShoalDatabase) {
    this.#database = database;
  }

  async add(
    starts: Readonly<Record<RecordedPeriod, number>>,
    bytes: Omit<TrafficBucket, 'startsAt'>,
  ): Promise<void> {
    await this.#database.transaction().execute(async (transaction) => {
      const total = await transaction
        .selectFrom('traffic')
        .select('starts_at')
        .where('period', '=', 'total')
        .executeTakeFirst();
      const rows = Object.entries(starts).map(([period, startsAt]) => ({
        period,
        starts_at: period === 'total' ? (total?.starts_at ?? startsAt) : startsAt,
        downloaded_bytes: bytes.downloadedBytes,
        uploaded_bytes: bytes.uploadedBytes,
      }));
      await transaction
        .insertInto('traffic')
        .values(rows)
        .onConflict((conflict) =>
          conflict.columns(['period', 'starts_at']).doUpdateSet({
            downloaded_bytes: sql`traffic.downloaded_bytes + excluded.downloaded_bytes`,
            uploaded_bytes: sql`traffic.uploaded_bytes + excluded.uploaded_bytes`,
          }),
        )
        .execute();
    });
  }

  async total(): Promise<TrafficBucket | null> {
    const row = await this.#database
      .selectFrom('traffic')
      .select(COLUMNS)
      .where('period', '=', 'total')
      .executeTakeFirst();
    return row ?? null;
  }

  async list(period: TrafficPeriod, from: number, to: number): Promise<TrafficBucket[]> {
    return this.#database
      .selectFrom('traffic')
      .select(COLUMNS)
      .where('period', '=', period)
      .where('starts_at', '>=', from)
      .where('starts_at', '<', to)
      .orderBy('starts_at')
      .execute();
  }

  async keepLatest(period: TrafficPeriod, count: number): Promise<void> {
    const newestToGo = await this.#database
      .selectFrom('traffic')
      .select('starts_at')
      .where('period', '=', period)
      .orderBy('starts_at', 'desc')
      .offset(count)
      .limit(1)
      .executeTakeFirst();
    if (!newestToGo) return;
    await this.#database
      .deleteFrom('traffic')
      .where('period', '=', period)
      .where('starts_at', '<=', newestToGo.starts_at)
      .execute();
  }
}
