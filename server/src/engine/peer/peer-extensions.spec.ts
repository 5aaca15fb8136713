import { describe, expect, it } from 'vitest';
import { encodeBencode } from '../bencode/index.ts';
import { parseExtensionHandshake } from '../wire/extension-handshake.ts';
import { PeerExtensions } from './peer-extensions.ts';

function said(...handshakes: Record<string, unknown>[]): PeerExtensions {
  const extensions = new PeerExtensions();
  for (const fields of handshakes) {
    const payload = encodeBencode(fields as Parameters<typeof encodeBencode>[0]);
    extensions.take(parseExtensionHandshake(payload)!);
  }
  return extensions;
}

describe('what a peer says of itself', () => {
  it('keeps what a later handshake leaves out', () => {
    const extensions = said({ p: 6_881, m: { ut_pex: 7 } }, { metadata_size: 100 });
    expect(extensions.said).toMatchObject({ port: 6_881, metadataBytes: 100 });
    expect(extensions.numberOf('pex')).toBe(7);
  });

  it('takes a message back by the number 0', () => {
    const extensions = said({ m: { ut_pex: 7, ut_metadata: 8 } }, { m: { ut_pex: 0 } });
    expect(extensions.numberOf('pex')).toBeNull();
    expect(extensions.numberOf('metadata')).toBe(8);
  });

  it('is too much when it says it a hundred times', () => {
    expect(said(...Array.from({ length: 100 }, () => ({ p: 6_881 }))).areTooMany).toBe(false);
    expect(said(...Array.from({ length: 101 }, () => ({ p: 6_881 }))).areTooMany).toBe(true);
  });

  it('is nothing before its first handshake', () => {
    const extensions = new PeerExtensions();
    expect([extensions.areNegotiated, extensions.said]).toEqual([false, null]);
  });
});
