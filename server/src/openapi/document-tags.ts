/** What the chapters of the document are about, in its order. */
export const DOCUMENT_TAGS: Record<string, string> = {
  auth: 'Accounts: setup, login, sessions of browsers and tokens of programs.',
  torrents: 'What a .torrent file describes: upload it, look at it, then start its download.',
  downloads: 'Torrents that this server holds: their state, files, peers, pieces and places.',
  labels: 'Tags of downloads, and categories with what new downloads of them begin with.',
  audit: 'Who changed what, when and from where.',
  trackers: 'The trackers of downloads, and how their hosts do.',
  peers: 'Peers that are named to a download, and peers that are kept out.',
  settings: 'What can be changed while the server runs.',
  server: 'The server itself: what an app must know of it, and this document.',
  events: 'What happens, as it happens: the same stream that web sockets carry.',
  activity: 'What happened to downloads.',
  stats: 'What is moved, what was moved, and when.',
  operations: 'For those who run the server: its log, its checks, its counters.',
  health: 'For supervisors and load balancers.',
};
