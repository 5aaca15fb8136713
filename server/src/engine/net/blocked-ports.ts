/**
 * Ports that nothing of HTTP's belongs to: mail, shells, file shares, databases of names. A request to one of them is
 * an attack on what listens there, by its bytes. The list is that of the Fetch standard ("bad port"), which browsers
 * keep to. Nor does a peer or a node of the DHT that a stranger names have one of them.
 */
const BLOCKED: ReadonlySet<number> = new Set([
  1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102,
  103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465,
  512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993,
  995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668,
  6669, 6679, 6697, 10_080,
]);

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443, 'udp:': 80 };

/** Whether something other than BitTorrent is what answers at this port. */
export function isServicePort(port: number): boolean {
  return BLOCKED.has(port);
}

/** Whether a request to this URL may be made, by its port. */
export function isPortAllowed(url: URL): boolean {
  const port = url.port === '' ? DEFAULT_PORTS[url.protocol] : Number(url.port);
  return port !== undefined && port > 0 && !BLOCKED.has(port);
}
