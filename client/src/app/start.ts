/** Starts the app, once its language is there. Zoneless: what is shown follows signals. */
import { bootstrapApplication } from '@angular/platform-browser';
import { App } from './app';
import { appConfig } from './app-config';

export async function start(): Promise<void> {
  await bootstrapApplication(App, appConfig);
}
