/** Loads the language, then the app: its words are put into its modules as these load. */
import { loadLanguage } from './app/i18n/language';

await loadLanguage(document);
const { start } = await import('./app/start');
await start();
