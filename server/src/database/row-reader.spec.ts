import { describe, expect, it } from 'vitest';
import { fromRow } from './download-row.ts';

const ROW: Parameters<typeof fromRow>[0] = {
  id: 'a',
  name: 'album',
  volume_id: 'v',
  relative_directory: 'music',
  content_path: 'music/album',
  wanted_state: 'started',
  sequential: 0,
  first_last_pieces: 0,
  super_seeding: 0,
  priorities: '[{"index":1,"priority":"skip"}]',
  tags: '["linux"]',
  category: null,
  trackers: '[["udp://tracker.example:1/announce"]]',
  renames: '{"name":"other","files":[{"index":0,"path":"other/a"}]}',
  moving_from: null,
  staging: '{"volumeId":"v","relativeDirectory":"incomplete"}',
  queue_key: 1,
  awaits_metadata: 0,
  force_start: 0,
  added_at: 1,
  added_by: null,
  added_by_name: null,
  download_limit: null,
  upload_limit: null,
};

describe('a row of a download', () => {
  it('reads as it was written', () => {
    const record = fromRow(ROW, 1);
    expect(record).toMatchObject({ priorities: [{ index: 1, priority: 'skip' }], tags: ['linux'] });
    expect(record.damaged).toBeUndefined();
  });

  it.each([
    ['priorities', { priorities: '[{"index":1,"priority":"ship"}]' }, { priorities: [] }],
    ['priorities', { priorities: '[{"index":9e9,"priority":"skip"}]' }, { priorities: [] }],
    ['tags', { tags: '["linux"' }, { tags: [] }],
    ['tags', { tags: '"linux"' }, { tags: [] }],
    ['trackers', { trackers: '[["udp"],3]' }, { trackers: null }],
    ['wantedState', { wanted_state: 'starued' }, { wantedState: 'paused' }],
    ['renames', { renames: '{"name":"x"}' }, { renames: null }],
    ['movingFrom', { moving_from: '[{}]' }, { movingFrom: [] }],
    ['staging', { staging: 'null' }, { staging: null }],
    ['addedAt', { added_at: 9e15 }, { addedAt: 0 }],
  ])('names its damaged %s, and has the default of that alone (%j)', (name, damage, expected) => {
    const sound = fromRow(ROW, 1);
    expect(fromRow({ ...ROW, ...damage }, 1)).toEqual({ ...sound, ...expected, damaged: [name] });
  });
});
