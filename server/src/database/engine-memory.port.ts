/**
 * What the engine wants to know again at the next start, and could find out anew. Invariant: what is found is what was
 * saved; what was damaged since is not found.
 */
export interface EngineMemory {
  find(name: EngineMemoryName): Promise<Uint8Array | null>;
  /** Takes the place of what was kept under that name. */
  save(name: EngineMemoryName, value: Uint8Array): Promise<void>;
}

export type EngineMemoryName = 'dht';

export const ENGINE_MEMORY = Symbol('EngineMemory');
