/**
 * Which requests are ours to answer, for HTTP and for the event stream's handshake alike. A web page of
 * somebody else must neither reach us through a name that it makes point here, nor have a browser send us
 * commands, nor read our answers with the user's cookie.
 */
import type { IncomingMessage } from 'node:http';
import { hostname } from 'node:os';
import type { WebConfig } from '../config/web-config.ts';
import { AllowedHosts, parseHost } from './allowed-hosts.ts';
import { TrustedProxies } from './trusted-proxies.ts';

type DoorConfig = Pick<WebConfig, 'allowedHosts' | 'trustedProxies' | 'corsOrigins'>;

export class WebDoor {
  readonly proxies: TrustedProxies;
  readonly #hosts: AllowedHosts;
  readonly #origins: ReadonlySet<string>;

  constructor(config: DoorConfig, machineName: string = hostname()) {
    this.proxies = new TrustedProxies(config.trustedProxies);
    this.#hosts = new AllowedHosts(machineName, config.allowedHosts);
    this.#origins = new Set(config.corsOrigins);
  }

  /** Whether it was called by a name of ours. A proxy's word for the name can only add a refusal. */
  hasOwnHost(request: IncomingMessage): boolean {
    return (
      this.#hosts.has(request.headers.host) && this.#hosts.has(this.proxies.calledHost(request))
    );
  }

  /**
   * Whether it comes from no page at all, or from one that we served. Browsers say so in Sec-Fetch-Site where the
   * address is one that they trust (TLS, or this machine), and the origin of a page in Origin.
   */
  isFromOwnPage(request: IncomingMessage): boolean {
    const { origin } = request.headers;
    const site = request.headers['sec-fetch-site'];
    if (site === 'same-origin') return true;
    if (site !== undefined && site !== 'none') return false;
    return origin === undefined || this.#isOwnOrigin(request, origin);
  }

  /** The origin of the page that sent it, where the user lists that origin. */
  listedOrigin(request: IncomingMessage): string | null {
    const { origin } = request.headers;
    return origin !== undefined && this.#origins.has(origin) ? origin : null;
  }

  /** Whether a handshake of the event stream may go on: whose it is comes after. */
  admitsSocket(request: IncomingMessage): boolean {
    return this.hasOwnHost(request) && this.isFromOwnPage(request);
  }

  #isOwnOrigin(request: IncomingMessage, origin: string): boolean {
    if (!URL.canParse(origin)) return false;
    const { protocol, host } = new URL(origin);
    if (protocol !== 'https:' && (protocol !== 'http:' || this.proxies.isSecure(request))) {
      return false;
    }
    const called = parseHost(withoutDefaultPort(this.proxies.calledHost(request)));
    return called !== null && called.host === withoutDefaultPort(host);
  }
}

/** An Origin never has the port of its scheme, a Host header may. */
function withoutDefaultPort(host: string | undefined): string | undefined {
  return host?.replace(/:(?:80|443)$/, '');
}
