/** What decides who may reach the web server, and how much of it. */
export interface WebConfig {
  /** Names that callers may use for this server besides its own, lower case; `*.example.org` is all below that. */
  readonly allowedHosts: readonly string[];
  /** Addresses and networks (CIDR) of proxies whose X-Forwarded headers count. */
  readonly trustedProxies: readonly string[];
  /** Origins whose pages may call the API with a token, as URL prints them. */
  readonly corsOrigins: readonly string[];
  /** Absolute paths of PEM files; null where it speaks plain HTTP. */
  readonly tlsCertificate: string | null;
  readonly tlsKey: string | null;
  /** Requests that one token, or one browser's session, may make in a minute. */
  readonly tokenRequestsPerMinute: number;
  readonly sessionRequestsPerMinute: number;
}
