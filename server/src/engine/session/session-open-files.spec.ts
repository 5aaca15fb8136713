import { afterEach, describe, expect, it } from 'vitest';
import type { EngineEvents } from './engine-api.ts';
import { defaultEngineConfig } from './engine-defaults.ts';
import { Session } from './session.ts';
import { silentLogger } from '../core/logger.ts';
import { OFFLINE } from '../testing/offline.ts';

const sessions: Session[] = [];

/** What a session that may have so many open files says at its start. */
async function startWith(
  maxOpenFiles: number,
): Promise<{ session: Session; notices: EngineEvents['notice'][] }> {
  const small = { writeSlabBytes: 1024 * 1024, readSlabBytes: 1024 * 1024, diskWorkers: 1 };
  const config = {
    ...defaultEngineConfig(),
    ...small,
    peerHost: '127.0.0.1',
    peerPort: 0,
    ...OFFLINE,
    maxOpenFiles,
  };
  const session = new Session({ config, logger: silentLogger });
  const notices: EngineEvents['notice'][] = [];
  session.on('notice', (notice) => notices.push(notice));
  await session.start();
  sessions.push(session);
  return { session, notices };
}

afterEach(async () => {
  await Promise.all(sessions.splice(0).map((session) => session.stop()));
});

describe('a session that may have few open files', () => {
  it('says at its start that it takes fewer peers, and how to change that', async () => {
    const { notices } = await startWith(256);
    expect(notices).toMatchObject([{ level: 'warning', code: 'few-open-files' }]);
    expect(notices[0]?.message).toMatch(/256 open files.* \d\d peers at most, not 500.*ulimit -n/);
  });

  it('says nothing where the settings ask for no more than it may have', async () => {
    const { session, notices } = await startWith(4_096);
    await session.configure({ maxConnections: 1_000 });
    expect(notices).toEqual([]);
    await session.configure({ maxConnections: 10_000 });
    expect(notices).toHaveLength(1);
  });
});
