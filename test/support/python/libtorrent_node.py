"""
A libtorrent session that finds its peers in the ways that it is told and in no other. Prints a JSON object a line:
{"event": "listening"} first, and {"event": "announced", "infoHash": ...} for each announce that its DHT takes from others.

Lines on stdin are commands, {"number": ..., "command": ..., ...}, each answered by {"event": "done", "number": ..., ...}:
add (torrent or magnet, folder, isSeed, downloadLimit, uploadLimit, trackers), connect (peers), block (addresses) and
status, which tells progress, and by address who named each peer, of those that have gone too.
"""
import argparse
import json
import queue
import signal
import sys
import threading
import time

import libtorrent as lt

POLL_SECONDS = 0.05
# How often what finds nobody is tried again. libtorrent itself would wait for minutes.
RETRY_SECONDS = 1.0
LSD_SECONDS = 2
SOURCES = {
    "tracker": lt.peer_info.tracker,
    "dht": lt.peer_info.dht,
    "pex": lt.peer_info.pex,
    "lsd": lt.peer_info.lsd,
}


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listen", action="append", required=True, help="ADDRESS:PORT")
    parser.add_argument("--dht", action="store_true")
    parser.add_argument("--router", action="append", default=[], help="ADDRESS:PORT of a DHT node")
    parser.add_argument("--lsd", action="store_true")
    parser.add_argument("--pex", action="store_true")
    parser.add_argument("--no-metadata", action="store_true", help="neither asks for metadata nor gives it")
    return parser.parse_args()


def make_session(options):
    session = lt.session(
        {
            "listen_interfaces": ",".join(options.listen),
            "enable_dht": options.dht,
            # Those would be asked, but never be nodes like others.
            "dht_bootstrap_nodes": "",
            "enable_lsd": options.lsd,
            "local_service_announce_interval": LSD_SECONDS,
            "enable_upnp": False,
            "enable_natpmp": False,
            "enable_outgoing_utp": False,
            "enable_incoming_utp": False,
            "min_reconnect_time": 1,
            # A seed waits to be found, so that whoever downloads from it has found it.
            "seeding_outgoing_connections": False,
            # Who only introduces others keeps them.
            "close_redundant_connections": False,
            "alert_mask": lt.alert.category_t.error_notification
            | lt.alert.category_t.status_notification
            | lt.alert.category_t.dht_notification,
        },
        0,
    )
    if options.pex:
        session.add_extension("ut_pex")
    if not options.no_metadata:
        session.add_extension("ut_metadata")
    return session


def endpoint(text):
    host, port = text.rsplit(":", 1)
    return (host.strip("[]"), int(port))


def say(**message):
    print(json.dumps(message), flush=True)


def read_commands():
    """The lines of stdin, as they come."""
    commands = queue.SimpleQueue()

    def read():
        for line in sys.stdin:
            commands.put(json.loads(line))

    threading.Thread(target=read, daemon=True).start()
    return commands


class Node:
    def __init__(self, options):
        self.options = options
        self.session = make_session(options)
        for router in options.router:
            self.session.add_dht_node(endpoint(router))
        self.handle = None
        self.contacts = []
        self.seen = {}
        self.next_retry = 0.0

    def add(self, folder, isSeed=False, torrent=None, magnet=None, downloadLimit=0, uploadLimit=0, trackers=()):
        if magnet is None:
            params = lt.add_torrent_params()
            params.ti = lt.torrent_info(torrent)
        else:
            params = lt.parse_magnet_uri(magnet)
        params.save_path = folder
        if isSeed:
            params.flags |= lt.torrent_flags.seed_mode
        params.flags &= ~lt.torrent_flags.auto_managed
        params.flags &= ~lt.torrent_flags.paused
        self.handle = self.session.add_torrent(params)
        # Limits of the session would not hold for peers in the same network.
        self.handle.set_download_limit(downloadLimit)
        self.handle.set_upload_limit(uploadLimit)
        for url in trackers:
            self.handle.add_tracker({"url": url})

    def connect(self, peers):
        self.contacts.extend(peers)
        self.next_retry = 0.0

    def block(self, addresses):
        refused = lt.ip_filter()
        for address in addresses:
            refused.add_rule(address, address, 1)
        self.session.set_ip_filter(refused)

    def status(self):
        status = self.handle.status()
        return {"progress": status.progress, "isSeeding": status.is_seeding, "sources": self.seen}

    def obey(self, number, command, **given):
        answer = getattr(self, command)(**given) or {}
        say(event="done", number=number, **answer)

    def look(self):
        """Who is there, and by whom they were named."""
        if self.handle is None:
            return
        for peer in self.handle.get_peer_info():
            if peer.flags & (lt.peer_info.connecting | lt.peer_info.handshake):
                continue
            sources = {name for name, flag in SOURCES.items() if peer.source & flag}
            self.seen[peer.ip[0]] = sorted(sources.union(self.seen.get(peer.ip[0], ())))
        if time.monotonic() >= self.next_retry:
            self.next_retry = time.monotonic() + RETRY_SECONDS
            self.find_peers()

    def find_peers(self):
        connected = {peer.ip[0] for peer in self.handle.get_peer_info()}
        for contact in self.contacts:
            address, port = endpoint(contact)
            if address not in connected:
                # As if its user had said so.
                self.handle.connect_peer((address, port), 0)
        if self.options.dht and not connected:
            self.handle.force_dht_announce()

    def hear(self):
        for alert in self.session.pop_alerts():
            if isinstance(alert, lt.dht_announce_alert):
                say(event="announced", infoHash=str(alert.info_hash), address=alert.ip, port=alert.port)
            elif alert.category() & lt.alert.category_t.error_notification:
                say(event="error", message=str(alert))


def main():
    options = parse_options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    node = Node(options)
    commands = read_commands()
    say(event="listening", port=node.session.listen_port())
    while True:
        while not commands.empty():
            node.obey(**commands.get())
        node.hear()
        node.look()
        time.sleep(POLL_SECONDS)


main()
