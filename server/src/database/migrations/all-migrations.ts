/** Every change of the schema, in its order. A released one never changes; the next change is a new entry. */
import type { Migration } from 'kysely/migration';
import { firstTables } from './0001-first-tables.ts';
import { limitsAndSettings } from './0002-limits-and-settings.ts';
import { queue } from './0003-queue.ts';
import { pieceChoice } from './0004-piece-choice.ts';
import { progress } from './0005-progress.ts';
import { places } from './0006-places.ts';
import { volumes } from './0007-volumes.ts';
import { checksums } from './0008-checksums.ts';
import { accounts } from './0009-accounts.ts';
import { audit } from './0010-audit.ts';
import { labels } from './0011-labels.ts';
import { bans } from './0012-bans.ts';
import { history } from './0013-history.ts';
import { magnets } from './0014-magnets.ts';
import { engineMemory } from './0015-engine-memory.ts';
import { preferences } from './0016-preferences.ts';

export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-first-tables': firstTables,
  '0002-limits-and-settings': limitsAndSettings,
  '0003-queue': queue,
  '0004-piece-choice': pieceChoice,
  '0005-progress': progress,
  '0006-places': places,
  '0007-volumes': volumes,
  '0008-checksums': checksums,
  '0009-accounts': accounts,
  '0010-audit': audit,
  '0011-labels': labels,
  '0012-bans': bans,
  '0013-history': history,
  '0014-magnets': magnets,
  '0015-engine-memory': engineMemory,
  '0016-preferences': preferences,
};
