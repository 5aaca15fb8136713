import { describe, expect, it } from 'vitest';
import { judgeNewcomer, type MetPeer, type OpenPeer } from './newcomer.ts';

const NOW = 60_000;
const own = { peerId: 'm', allowSeveralPerAddress: false, now: NOW };

function met(fields: Partial<MetPeer> = {}): MetPeer {
  return { peerId: 'a', remote: { address: '192.0.2.1', port: 1 }, incoming: true, ...fields };
}

function open(fields: Partial<OpenPeer> = {}): OpenPeer {
  return { ...met(), isClosed: false, connectedAt: NOW - 5, ...fields };
}

const admitted = { kind: 'admit', replaced: null };

describe('a newcomer', () => {
  it('is refused when it is ourselves', () => {
    expect(judgeNewcomer(met({ peerId: 'm' }), [], own)).toMatchObject({ reason: 'ourselves' });
  });

  it('is refused when its peer id is connected already, unless that connection is closed', () => {
    const other = met({ remote: { address: '192.0.2.9', port: 1 } });
    expect(judgeNewcomer(other, [open()], own)).toMatchObject({ reason: 'duplicate' });
    expect(judgeNewcomer(other, [open({ isClosed: true })], own)).toEqual(admitted);
  });

  it('is refused when another peer has its address', () => {
    const other = met({ peerId: 'b' });
    expect(judgeNewcomer(other, [open()], own)).toMatchObject({ reason: 'duplicate' });
    const several = { ...own, allowSeveralPerAddress: true };
    expect(judgeNewcomer(other, [open()], several)).toEqual(admitted);
  });

  it('may share the addresses of this machine', () => {
    const remote = { address: '127.0.0.1', port: 1 };
    expect(judgeNewcomer(met({ peerId: 'b', remote }), [open({ remote })], own)).toEqual(admitted);
  });

  // Ours is the id m, in the middle of the two.
  it.each([
    { peerId: 'a', newcomerIsIncoming: true, isKept: true },
    { peerId: 'a', newcomerIsIncoming: false, isKept: false },
    { peerId: 'z', newcomerIsIncoming: true, isKept: false },
    { peerId: 'z', newcomerIsIncoming: false, isKept: true },
  ])('takes the place of one met at the same moment when the smaller id dialled: %o', (row) => {
    const { peerId, newcomerIsIncoming: incoming, isKept } = row;
    const before = open({ peerId, incoming: !incoming });
    const verdict = judgeNewcomer(met({ peerId, incoming }), [before], own);
    expect(verdict).toEqual(
      isKept
        ? { kind: 'admit', replaced: before }
        : { kind: 'refuse', reason: 'duplicate', of: before },
    );
  });

  it('takes no place of an older connection, or from another address', () => {
    const before = { peerId: 'a', incoming: false };
    const old = open({ ...before, connectedAt: NOW - 10_000 });
    expect(judgeNewcomer(met(), [old], own)).toMatchObject({ kind: 'refuse' });
    const elsewhere = open({ ...before, remote: { address: '192.0.2.9', port: 1 } });
    expect(judgeNewcomer(met(), [elsewhere], own)).toMatchObject({ kind: 'refuse' });
  });
});
