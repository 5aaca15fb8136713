/** The whole server on a simulated engine, in this process: for tests over HTTP and the event stream. */
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { createApp } from '../../server/src/app-setup.ts';
import type { AppConfig } from '../../server/src/config/app-config.ts';
import { readConfig } from '../../server/src/config/read-config.ts';
import { FakeEngine } from '../../server/src/engine-host/testing/fake-engine.ts';
import { OFFLINE_ENVIRONMENT } from '../../server/src/engine/testing/offline.ts';
import { parseMetainfo, silentLogger, type Logger } from '../../server/src/engine/index.ts';
import type { RecentLog } from '../../server/src/logging/recent-log.ts';
import { watchAnswers } from './answer-watch.ts';
import { ACCOUNT_ENVIRONMENT, registerServer } from './credentials.ts';

export interface FakeAppOptions {
  /** Kept after `close` where it is given. */
  directory?: string;
  environment?: Record<string, string>;
  clientDirectory?: string;
  logger?: Logger;
  /** What the logger keeps. */
  recentLog?: RecentLog;
  /** Makes the engine; by default one whose time stands still until `advance`. */
  createEngine?: () => FakeEngine;
}

export interface FakeApp {
  app: NestExpressApplication;
  engine: FakeEngine;
  config: AppConfig;
  /** Without a slash at the end. */
  url: string;
  directory: string;
  close(): Promise<void>;
}

/** Starts it on a free port of 127.0.0.1. */
export async function startFakeApp(options: FakeAppOptions = {}): Promise<FakeApp> {
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), 'shoal-app-')));
  const config = readConfig({
    environment: {
      SHOAL_PORT: '0',
      SHOAL_PEER_PORT: '0',
      ...OFFLINE_ENVIRONMENT,
      ...ACCOUNT_ENVIRONMENT,
      ...options.environment,
    },
    flags: [],
    workingDirectory: directory,
  });
  const engine = options.createEngine?.() ?? new FakeEngine({ parse: parseMetainfo });
  const toolkit = {
    createEngine: () => engine,
    parseMetainfo: async (bytes: Uint8Array) => parseMetainfo(bytes),
  };
  const app = await createApp(
    {
      config,
      logger: options.logger ?? silentLogger,
      ...(options.recentLog && { recentLog: options.recentLog }),
      toolkit,
    },
    {
      version: '0.0.0-test',
      clientDirectory: options.clientDirectory ?? join(directory, 'client'),
    },
  );
  const faults = watchAnswers(app);
  await app.listen(config.port, config.host);
  const { port } = app.getHttpServer().address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  registerServer(url + config.basePath.slice(0, -1), config.dataDirectory);
  return {
    app,
    engine,
    config,
    directory,
    url,
    close: async () => {
      await app.close();
      if (options.directory === undefined) await rm(directory, { recursive: true, force: true });
      if (faults.length > 0) throw new Error(`not as the API document says:\n${faults.join('\n')}`);
    },
  };
}
