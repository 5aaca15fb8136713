/**
 * Makes the application as `main.ts` and every test run it: checks before everything else, then the web
 * app's files, then the API.
 */
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import express from 'express';
import { AppModule } from './app.module.ts';
import { AuthenticationService } from './auth/authentication.service.ts';
import { keepStrangersShort } from './auth/stranger-bodies.middleware.ts';
import { AsyncApiDocumentService } from './asyncapi/asyncapi-document.service.ts';
import { createAsyncApiDocument } from './asyncapi/document.ts';
import { findInstallation, type Installation } from './config/installation.ts';
import type { RuntimeOptions } from './config/runtime.module.ts';
import { SocketAdapter } from './gateway/socket.adapter.ts';
import { stripBasePath } from './http/base-path.ts';
import { serveClientApp } from './http/client-app.ts';
import { checkContentType } from './http/content-types.ts';
import { HttpServerAdapter } from './http/http-server-adapter.ts';
import { refuseDeepJson } from './http/json-depth.ts';
import { ProblemFilter } from './http/problem.filter.ts';
import { checkHost, checkOrigin } from './http/request-checks.ts';
import { securityHeaders } from './http/security-headers.ts';
import { StopGate } from './http/stop-gate.ts';
import { openTlsFiles } from './http/tls-files.ts';
import { createValidationPipe } from './http/validation.ts';
import { WebDoor } from './http/web-door.ts';
import { NestLogger } from './logging/nest-logger.ts';
import { MetricsService } from './metrics/metrics.service.ts';
import { ApiDocumentService } from './openapi/api-document.service.ts';
import { createOpenApiDocument } from './openapi/document.ts';

/** A selection of 100,000 files. */
const MAX_JSON_BYTES = 4 * 1024 * 1024;
/** Names and passwords, of whoever asks. */
const MAX_AUTH_JSON_BYTES = 16 * 1024;
const JSON_OPTIONS = { inflate: false, verify: refuseDeepJson };

/** An application that is set up but does not listen yet. Its `init` or `listen` starts the engine. */
export async function createApp(
  options: RuntimeOptions,
  installation: Installation = findInstallation(),
): Promise<NestExpressApplication> {
  const door = new WebDoor(options.config.web);
  const tls = openTlsFiles(options.config.web, options.logger);
  const app = await NestFactory.create<NestExpressApplication>(
    AppModule.forRuntime(options),
    new HttpServerAdapter(tls, door.proxies),
    {
      logger: new NestLogger(options.logger),
      abortOnError: false,
      bodyParser: false,
      routeConflictPolicy: { duplicate: 'error', shadow: 'error' },
      routeResolutionStrategy: 'specificity',
    },
  );
  setUpApp(app, door, options, installation);
  return app;
}

function setUpApp(
  app: NestExpressApplication,
  door: WebDoor,
  { config, logger }: RuntimeOptions,
  { version, clientDirectory }: Installation,
): void {
  const { basePath } = config;
  app.set('trust proxy', (address: string) => door.proxies.has(address));
  app.use(app.get(MetricsService).http.middleware);
  app.use(app.get(StopGate).middleware);
  app.use(...securityHeaders(basePath, config.web.tlsCertificate !== null));
  app.use(checkHost(door), stripBasePath(basePath), checkOrigin(door));
  app.use(...serveClientApp(clientDirectory, basePath));
  app.use(checkContentType('/api/upload-torrent'));
  app.use('/api/auth', express.json({ ...JSON_OPTIONS, limit: MAX_AUTH_JSON_BYTES }));
  app.use(keepStrangersShort(app.get(AuthenticationService)));
  app.useBodyParser('json', { ...JSON_OPTIONS, limit: MAX_JSON_BYTES });
  app.setGlobalPrefix('api', { exclude: ['health/live', 'health/ready', 'metrics'] });
  app.useGlobalPipes(createValidationPipe());
  app.useGlobalFilters(new ProblemFilter(logger));
  app.useWebSocketAdapter(new SocketAdapter(app, basePath, door));
  app.get(ApiDocumentService).makeBy(() => createOpenApiDocument(app, { version, basePath }));
  const asyncApi = (): object => createAsyncApiDocument(app, { version, basePath });
  app.get(AsyncApiDocumentService).makeBy(asyncApi);
}
