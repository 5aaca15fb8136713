/** The running engine. Others see it by its interface only, injected by this token. */
export type { Engine } from '../engine/index.ts';

export const ENGINE = Symbol('Engine');
