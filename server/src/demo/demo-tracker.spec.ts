import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DemoTracker } from './demo-tracker.ts';

const HASH = 'info_hash=%00%ffabcdefghijklmnopqr';

describe('DemoTracker', () => {
  let tracker: DemoTracker;
  let url: string;

  beforeEach(async () => {
    tracker = new DemoTracker((port) => port + 1000);
    url = await tracker.start();
  });
  afterEach(() => tracker.stop());

  async function announce(query: string): Promise<string> {
    const response = await fetch(`${url}?${query}`);
    return Buffer.from(await response.arrayBuffer()).toString('latin1');
  }

  it('tells a leecher the advertised address of the others', async () => {
    await announce(`${HASH}&port=2000&left=0&event=started`);
    const answer = await announce(`${HASH}&port=2001&left=5&event=started`);
    const port = String.fromCharCode(3000 >> 8, 3000 & 0xff);
    expect(answer).toBe(
      `d8:completei1e10:incompletei1e8:intervali300e5:peers6:\x7f\0\0\x01${port}e`,
    );
  });

  it('takes two spellings of one hash for the same torrent, and another hash for another', async () => {
    await announce(`${HASH}&port=2000&left=0`);
    expect(await announce(`${HASH.replace('abc', '%61bc')}&port=2001&left=5`)).toContain('peers6:');
    expect(await announce(`${HASH.replace('abc', 'xyz')}&port=2001&left=5`)).toContain('peers0:');
  });

  it('tells seeds nobody, since leechers come to them', async () => {
    await announce(`${HASH}&port=2001&left=5`);
    expect(await announce(`${HASH}&port=2000&left=0`)).toContain('5:peers0:e');
  });

  it('forgets who stopped', async () => {
    await announce(`${HASH}&port=2000&left=0`);
    await announce(`${HASH}&port=2000&left=0&event=stopped`);
    expect(await announce(`${HASH}&port=2001&left=5`)).toContain('8:completei0e');
  });

  it('answers what is no announce with a failure', async () => {
    expect(await announce('port=1')).toBe('d14:failure reason20:This is no announce.e');
  });
});
