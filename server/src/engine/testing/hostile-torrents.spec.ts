import { describe, expect, it } from 'vitest';
import { parseMetainfo } from '../metainfo/parse-metainfo.ts';
import { MetainfoError } from '../metainfo/metainfo-error.ts';
import { HOSTILE_TORRENTS } from './hostile-torrents.ts';

describe('a hostile torrent', () => {
  it.each(HOSTILE_TORRENTS)('is refused as $code: $name', ({ bytes, code }) => {
    let refusal: unknown;
    try {
      parseMetainfo(bytes);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(MetainfoError);
    expect((refusal as MetainfoError).code).toBe(code);
    expect((refusal as MetainfoError).message).toMatch(/\.$/);
  });

  it('has a name of its own', () => {
    expect(new Set(HOSTILE_TORRENTS.map(({ name }) => name)).size).toBe(HOSTILE_TORRENTS.length);
  });
});
