/**
 * The engine's own state: progress that is known to be on the disk. Apart from the catalogue, since it
 * belongs to the folder tree that it describes.
 */
import type { ResumeState } from '../engine/index.ts';

export interface EngineStateRecord {
  id: string;
  resume: ResumeState;
}

export interface EngineStateStore {
  /** All of them or none. */
  save(records: EngineStateRecord[]): Promise<void>;
  find(id: string): Promise<ResumeState | null>;
  /** Of those of these downloads that have one. */
  findAll(ids: readonly string[]): Promise<Map<string, ResumeState>>;
  delete(id: string): Promise<void>;
}

export const ENGINE_STATE_STORE = Symbol('EngineStateStore');
