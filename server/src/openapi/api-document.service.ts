/** A document of the API as it is served. Made at the first request for it: a start does not wait for it. */
import { Injectable } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';

@Injectable()
export class ApiDocumentService<Document extends object = OpenAPIObject> {
  #make: (() => Document) | undefined;
  #text: string | undefined;

  /** It is made of the whole application, which no part of it can name. */
  makeBy(make: () => Document): void {
    this.#make = make;
  }

  get text(): string {
    if (!this.#make) throw new Error('Nobody said how to make the document.');
    return (this.#text ??= JSON.stringify(this.#make()));
  }
}
