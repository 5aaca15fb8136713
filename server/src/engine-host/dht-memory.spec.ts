import { describe, expect, it } from 'vitest';
import type { EngineMemory } from '../database/engine-memory.port.ts';
import { parseMetainfo, silentLogger, type Logger } from '../engine/index.ts';
import { DhtMemory } from './dht-memory.ts';
import { FakeEngine } from './testing/fake-engine.ts';

const engine = (): FakeEngine => new FakeEngine({ parse: parseMetainfo });

/** A memory of one value whose next calls fail. */
function memoryOf(
  value: Uint8Array | null,
): EngineMemory & { value: typeof value; fails: boolean } {
  const memory = {
    value,
    fails: false,
    find: async () => (memory.fails ? Promise.reject(new Error('damaged')) : memory.value),
    save: async (_name: string, state: Uint8Array) => {
      if (memory.fails) throw new Error('full');
      memory.value = state;
    },
  };
  return memory;
}

describe('what the DHT knows', () => {
  it('is kept as the engine tells it, and there again', async () => {
    const kept = memoryOf(null);
    const memory = new DhtMemory(kept, silentLogger);
    expect(await memory.recall()).toBeNull();
    const running = engine();
    memory.follow(running);
    running.tellDhtState(Uint8Array.of(1));
    running.tellDhtState(Uint8Array.of(2));
    await memory.flush();
    expect(await memory.recall()).toEqual(Uint8Array.of(2));
  });

  it('is done without where it cannot be read or written, with a word in the log', async () => {
    const kept = memoryOf(Uint8Array.of(1));
    kept.fails = true;
    const warnings: string[] = [];
    const logger: Logger = { ...silentLogger, warn: (message) => warnings.push(message) };
    const memory = new DhtMemory(kept, logger);
    expect(await memory.recall()).toBeNull();
    const running = engine();
    memory.follow(running);
    running.tellDhtState(Uint8Array.of(2));
    await memory.flush();
    expect(warnings).toHaveLength(2);
    kept.fails = false;
    running.tellDhtState(Uint8Array.of(3));
    await memory.flush();
    expect(kept.value).toEqual(Uint8Array.of(3));
  });
});
