/**
 * `node webtorrent-peer.mjs PACKAGE TORRENT FOLDER PORT`: webtorrent with one torrent, TCP peers only. Prints
 * {"event": "listening"} and, once it has everything, {"event": "complete"}.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [packageFolder, torrent, folder, port] = process.argv.slice(2);
const { default: WebTorrent } = await import(pathToFileURL(join(packageFolder, 'index.js')).href);

const say = (event) => process.stdout.write(`${JSON.stringify({ event })}\n`);
const client = new WebTorrent({
  torrentPort: Number(port),
  dht: false,
  lsd: false,
  tracker: false,
  utPex: false,
  webSeeds: false,
  utp: false,
  natUpnp: false,
  natPmp: false,
});
client.on('error', (error) => {
  process.stderr.write(`${error}\n`);
  process.exit(1);
});
client.add(torrent, { path: folder }, (added) => {
  say('listening');
  if (added.done) say('complete');
  else added.once('done', () => say('complete'));
});
process.on('SIGTERM', () => process.exit(0));
