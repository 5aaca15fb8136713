/** Where the server is: below the page's own base URL, whatever path a proxy put it under. */
import { DOCUMENT, InjectionToken, inject } from '@angular/core';

export const SERVER_BASE = new InjectionToken<string>('base URL of the server, ends in /', {
  factory: () => new URL('.', inject(DOCUMENT).baseURI).href,
});
