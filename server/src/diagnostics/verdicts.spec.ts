import { describe, expect, it } from 'vitest';
import {
  bootstrapVerdict,
  clockVerdict,
  databaseVerdict,
  dhtVerdict,
  diskVerdict,
  openFilesVerdict,
  portVerdict,
} from './verdicts.ts';

describe('the verdict on', () => {
  it('the peer port tells what is known of the way from the internet', () => {
    const status = (connectsLocally: boolean | null, lastOutsideConnectionAt: number | null) =>
      portVerdict({ port: 51_413, connectsLocally, lastOutsideConnectionAt }).status;
    expect(status(true, 1)).toBe('ok');
    expect(status(true, null)).toBe('unknown');
    expect(status(false, null)).toBe('failed');
    expect(
      portVerdict({ port: null, connectsLocally: null, lastOutsideConnectionAt: null }).status,
    ).toBe('failed');
  });

  it('a disk names what to do first', () => {
    const there = { state: 'there', freeBytes: 1e12, minFreeBytes: 64, fault: null } as const;
    expect(diskVerdict(there)).toEqual({
      status: 'ok',
      message: 'It can be written; 931.3 GiB free.',
    });
    expect(diskVerdict({ ...there, fault: undefined }).message).toBe(
      'It is there; 931.3 GiB free.',
    );
    expect(diskVerdict({ ...there, fault: 'EACCES' }).status).toBe('failed');
    expect(diskVerdict({ ...there, freeBytes: 64 }).status).toBe('warning');
    expect(diskVerdict({ ...there, state: 'missing' }).status).toBe('failed');
    expect(diskVerdict({ ...there, state: 'silent' }).status).toBe('failed');
  });

  it('the clock says which way it is wrong', () => {
    expect(clockVerdict(null).status).toBe('unknown');
    expect(clockVerdict(-59).status).toBe('ok');
    expect(clockVerdict(3_600).message).toContain('3600 seconds behind that of trackers');
    expect(clockVerdict(-90).message).toContain('90 seconds ahead of that of trackers');
  });

  it('the database is no better than what was looked at', () => {
    expect(databaseVerdict(0, undefined).status).toBe('failed');
    expect(databaseVerdict(1, 'row 3 missing').message).toContain('shoal restore-backup');
    expect(databaseVerdict(1, null).message).toBe('The database is sound.');
    expect(databaseVerdict(1, undefined).message).toBe('The database is there.');
  });

  it('the DHT tells how many answer, and what may be wrong where nobody does', () => {
    const family = { family: 'ipv4', replacements: 0, nodeId: '', externalAddress: null } as const;
    const report = (nodes: number, readOnly = false) => ({
      readOnly,
      families: [
        { ...family, nodes, isBootstrapped: nodes > 0 },
        { ...family, family: 'ipv6' as const, nodes: 0, isBootstrapped: false },
      ],
    });
    const asksRouters = true;
    expect(dhtVerdict({ report: null, asksRouters }).status).toBe('ok');
    expect(dhtVerdict({ report: report(40), asksRouters })).toEqual({
      status: 'ok',
      message: 'It knows nodes that answer: 40 over IPv4.',
    });
    expect(dhtVerdict({ report: report(40, true), asksRouters }).message).toContain(
      'does not answer',
    );
    expect(dhtVerdict({ report: report(0), asksRouters }).status).toBe('warning');
    expect(dhtVerdict({ report: report(0), asksRouters: false }).status).toBe('unknown');
  });

  it('the first nodes of the DHT is good where one of them answers', () => {
    const down = ['a:1', 'ENOTFOUND'] as const;
    expect(bootstrapVerdict(new Map([down, ['b:2', null]]))).toEqual({
      status: 'ok',
      message: 'Nodes that answer: b:2.',
    });
    expect(bootstrapVerdict(new Map([down])).message).toContain('a:1 (ENOTFOUND)');
    expect(bootstrapVerdict(new Map()).status).toBe('ok');
  });

  it('open files warns before they are used up', () => {
    expect(openFilesVerdict(100, 1_024).status).toBe('ok');
    expect(openFilesVerdict(1_000, 1_024).status).toBe('warning');
    expect(openFilesVerdict(null, 1_024).status).toBe('unknown');
    expect(openFilesVerdict(5, null).status).toBe('ok');
  });
});
