/** The settings of the web server's door, for the table of settings.ts. */
import type { WebConfig } from './web-config.ts';
import { parseFile, parseInteger } from './setting-values.ts';
import { parseHostNames, parseNetworks, parseOrigins } from './web-setting-values.ts';

const MOST_REQUESTS = 1_000_000;

export interface WebSetting {
  variable: string;
  defaultText: string;
  description: string;
  apply(
    web: { -readonly [Name in keyof WebConfig]: WebConfig[Name] },
    text: string,
    workingDirectory: string,
  ): void;
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
  {
    variable: 'SHOAL_TLS_CERT',
    defaultText: 'none',
    description:
      'PEM file with the certificate of the web server and those that lead to its authority; with SHOAL_TLS_KEY ' +
      'it speaks HTTPS',
    apply: (web, text, from) => (web.tlsCertificate = fileOrNone(text, from)),
  },
  {
    variable: 'SHOAL_TLS_KEY',
    defaultText: 'none',
    description: 'PEM file with the key of that certificate',
    apply: (web, text, from) => (web.tlsKey = fileOrNone(text, from)),
  },
  {
    variable: 'SHOAL_TOKEN_REQUESTS_PER_MINUTE',
    defaultText: '1200',
    description: 'requests that one API token may make in a minute',
    apply: (web, text) => (web.tokenRequestsPerMinute = parseInteger(text, 1, MOST_REQUESTS)),
  },
  {
    variable: 'SHOAL_SESSION_REQUESTS_PER_MINUTE',
    defaultText: '6000',
    description: "requests that one browser's session may make in a minute",
    apply: (web, text) => (web.sessionRequestsPerMinute = parseInteger(text, 1, MOST_REQUESTS)),
  },
];

/** `none` is null. */
function fileOrNone(text: string, workingDirectory: string): string | null {
  return text === 'none' ? null : parseFile(text, workingDirectory);
}
