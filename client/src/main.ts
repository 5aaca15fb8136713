/** Starts the app. Zoneless: what is shown follows signals. */
import { bootstrapApplication } from '@angular/platform-browser';
import { App } from './app/app';
import { appConfig } from './app/app-config';

await bootstrapApplication(App, appConfig);
