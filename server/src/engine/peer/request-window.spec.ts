import { describe, expect, it } from 'vitest';
import { RequestWindow } from './request-window.ts';

/** A window that has grown by this many blocks. */
function grown(blocks: number): RequestWindow {
  const window = new RequestWindow();
  for (let block = 0; block < blocks; block++) window.onBlock();
  return window;
}

describe('RequestWindow', () => {
  it('stays below what the peer says that it keeps: some drop the last one of these', () => {
    const window = grown(1_000);
    window.peerQueue = 512;
    expect(window.target).toBe(511);
  });

  it('asks for one block at a time of a peer that keeps one or none', () => {
    const window = grown(10);
    window.peerQueue = 1;
    expect(window.target).toBe(1);
    window.peerQueue = 0;
    expect(window.target).toBe(1);
  });
});
