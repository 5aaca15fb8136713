import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditDetails } from './audit-details.ts';

describe('auditDetails', () => {
  it('keeps what was asked for', () => {
    const fields = { paused: true, downloadLimit: 4096, category: null, tags: ['a', 'b'] };
    expect(auditDetails(fields)).toEqual(fields);
    expect(auditDetails({})).toBeNull();
    expect(auditDetails({ limit: undefined })).toBeNull();
  });

  it.each([
    'password',
    'currentPassword',
    'newPassword',
    'passkey',
    'clientSecret',
    'code',
    'token',
    'cookie',
    'Authorization',
  ])('leaves %s out, however deep', (name) => {
    expect(auditDetails({ [name]: 'hunter2', inner: { [name]: 'hunter2' }, kept: 1 })).toEqual({
      inner: {},
      kept: 1,
    });
  });

  it('takes passkeys out of addresses', () => {
    const url = 'https://tracker.example/0123456789abcdef0123456789abcdef/announce?passkey=xyz';
    const text = JSON.stringify(auditDetails({ trackers: [[url]], url }));
    expect(text).toContain('tracker.example');
    expect(text).not.toMatch(/0123456789abcdef|xyz/);
  });

  it('cuts long texts and long lists, and says so', () => {
    const details = auditDetails({
      name: 'x'.repeat(1000),
      files: Array.from({ length: 100_000 }, (_, index) => ({ index, priority: 'skip' })),
    });
    expect((details!['name'] as string).length).toBeLessThan(310);
    expect((details!['files'] as unknown[]).at(-1)).toBe('... 100000 in all');
  });

  it('comes out small, whatever goes in', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 8 })), (fields) => {
        expect(JSON.stringify(auditDetails(fields) ?? {}).length).toBeLessThan(10_000);
      }),
    );
  });

  it('is not led astray by what nests without an end', () => {
    let nested: unknown = 1;
    for (let depth = 0; depth < 100_000; depth++) nested = [nested];
    expect(JSON.stringify(auditDetails({ nested })).length).toBeLessThan(100);
  });
});
