/** One run of the server: start, the link for the user, and signals from the first moment on. */
import type { AddressInfo } from 'node:net';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { createApp } from './app-setup.ts';
import { SetupService } from './auth/setup.service.ts';
import type { AppConfig } from './config/app-config.ts';
import { ConfigError } from './config/config-error.ts';
import { describeSettings, readConfig, unknownVariables } from './config/read-config.ts';
import type { EngineToolkit, RuntimeOptions } from './config/runtime.module.ts';
import { DataDirectoryError } from './database/data-directory-lock.ts';
import { EngineError } from './engine/index.ts';
import { GracefulStop } from './graceful-stop.ts';
import { RecentLog } from './logging/recent-log.ts';
import { StructuredLogger } from './logging/structured-logger.ts';

export interface ServeOptions {
  flags: readonly string[];
  environment: NodeJS.ProcessEnv;
  toolkit: EngineToolkit;
}

/** Resolves when it listens, or when it has said why it does not and set the exit code. */
export async function serve({ flags, environment, toolkit }: ServeOptions): Promise<void> {
  if (flags.includes('--help') || flags.includes('-h')) {
    process.stdout.write(`Options, each a flag or a variable:\n${describeSettings()}\n`);
    return;
  }
  try {
    const config = readConfig({ environment, flags, workingDirectory: process.cwd() });
    const recentLog = new RecentLog();
    const logger = new StructuredLogger(config.logLevel, {
      format: config.logFormat,
      recent: recentLog,
    });
    for (const name of unknownVariables(environment)) logger.warn('variable not known', { name });
    await start({ config, logger, recentLog, toolkit });
  } catch (error) {
    process.stderr.write(`Shoal cannot start: ${explain(error)}\n`);
    process.exitCode = 1;
    // What is half started must not keep the process.
    setTimeout(() => process.exit(1), 1_000).unref();
  }
}

async function start(options: RuntimeOptions): Promise<void> {
  const { config, logger } = options;
  const stop = new GracefulStop(logger);
  stop.listen();
  const app = await createApp(options);
  stop.guard(app);
  if (stop.isStopping) return;
  try {
    await app.listen(config.port, config.host);
  } catch (error) {
    await app.close();
    throw error;
  }
  if (stop.isStopping) return;
  const link = linkOf(app, config);
  process.stdout.write(`Shoal is ready: ${link}\n`);
  const { code } = app.get(SetupService);
  // In the fragment, which browsers keep to themselves: no proxy writes it into its log.
  if (code !== null) {
    process.stdout.write(`Make the first account: ${link}setup#code=${code}\n`);
  }
}

function linkOf(app: NestExpressApplication, { host, basePath, web }: AppConfig): string {
  const { port } = app.getHttpServer().address() as AddressInfo;
  const scheme = web.tlsCertificate === null ? 'http' : 'https';
  // All addresses are none that a browser could go to.
  if (host === '0.0.0.0' || host === '::') return `${scheme}://localhost:${port}${basePath}`;
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}${basePath}`;
}

/** One line for what the user can mend, the whole stack for what is our own fault. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, port } = error as NodeJS.ErrnoException & { port?: number };
  if (code === 'EADDRINUSE' && port !== undefined) {
    return `port ${port} is in use by another program. Choose another with SHOAL_PORT or --port.`;
  }
  const isForUser =
    error instanceof ConfigError ||
    error instanceof DataDirectoryError ||
    error instanceof EngineError ||
    code !== undefined;
  return isForUser ? error.message : (error.stack ?? error.message);
}
