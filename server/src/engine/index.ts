/**
 * The engine's one door. Programs and the server import from here and from nowhere below.
 */
export { type Logger, type LogDetails, type LogLevel, silentLogger } from './core/logger.ts';
export { EngineError, RequestError, type RequestErrorCode } from './core/engine-error.ts';
export type * from './session/engine-api.ts';
export { defaultEngineConfig } from './session/engine-defaults.ts';
export type { Metainfo, MetainfoFile } from './metainfo/metainfo.ts';
