/** The settings of the web server's door, for the table of settings.ts. */
import type { WebConfig } from './web-config.ts';
import { parseHostNames, parseNetworks, parseOrigins } from './web-setting-values.ts';

export interface WebSetting {
  variable: string;
  defaultText: string;
  description: string;
  apply(web: { -readonly [Name in keyof WebConfig]: WebConfig[Name] }, text: string): void;
}

export const WEB_SETTINGS: readonly WebSetting[] = [
  {
    variable: 'SHOAL_ALLOWED_HOSTS',
    defaultText: '',
    description:
      "names that browsers may call this server by, besides its addresses and the machine's own name: " +
      'shoal.example.org, *.home.example',
    apply: (web, text) => (web.allowedHosts = parseHostNames(text)),
  },
  {
    variable: 'SHOAL_TRUSTED_PROXIES',
    defaultText: '',
    description:
      'addresses and networks of reverse proxies whose X-Forwarded headers count: 127.0.0.1, 172.16.0.0/12',
    apply: (web, text) => (web.trustedProxies = parseNetworks(text)),
  },
  {
    variable: 'SHOAL_CORS_ORIGINS',
    defaultText: '',
    description: 'origins whose pages may use the API, with a token: https://app.example.org',
    apply: (web, text) => (web.corsOrigins = parseOrigins(text)),
  },
];
