/** What the whole app shares: routes, HTTP, the language of its plurals, and the error listener. */
import { provideHttpClient, withInterceptors } from '@angular/common/http';
import {
  type ApplicationConfig,
  LOCALE_ID,
  provideBrowserGlobalErrorListeners,
} from '@angular/core';
import { provideRouter, withComponentInputBinding } from '@angular/router';
import { authInterceptor } from './auth/auth-interceptor';
import { currentLanguage } from './i18n/language';
import { routes } from './routes';

export const appConfig: ApplicationConfig = {
  providers: [
    { provide: LOCALE_ID, useFactory: currentLanguage },
    provideBrowserGlobalErrorListeners(),
    provideHttpClient(withInterceptors([authInterceptor])),
    provideRouter(routes, withComponentInputBinding()),
  ],
};
