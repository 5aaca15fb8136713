import { Controller, Get, Header, Inject, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { RequireScope } from '../auth/access.ts';
import { APP_CONFIG, type AppConfig } from '../config/app-config.ts';
import { ProblemException } from '../http/problem.ts';
import { docsPage, OWN_FILES, PACKAGE_FILES, packageDirectory } from './docs-page.ts';

/** For people: it is not in the document. */
@ApiExcludeController()
@Controller('docs')
@RequireScope('read')
export class DocsPageController {
  readonly #page: string;

  constructor(@Inject(APP_CONFIG) { basePath }: AppConfig) {
    this.#page = docsPage(`${basePath}api/docs`);
  }

  @Get()
  @Header('Content-Type', 'text/html; charset=utf-8')
  show(): string {
    return this.#page;
  }

  @Get(':file')
  sendFile(@Param('file') file: string, @Res() response: Response): void {
    const own = Object.hasOwn(OWN_FILES, file) ? OWN_FILES[file] : undefined;
    if (own) {
      response.type(own.type).send(own.text);
    } else if (PACKAGE_FILES.includes(file)) {
      response.sendFile(file, { root: packageDirectory() });
    } else {
      throw new ProblemException(404, 'not-found', 'The documentation has no such file.');
    }
  }
}
