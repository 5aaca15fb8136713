"""
Many libtorrent sessions in one process, each a node of the DHT on an address of its own (127.2.INDEX.1), with libtorrent's
own defaults but for what has nothing to do with the DHT. Prints {"event": "listening", "endpoints": [...]}.

Lines on stdin are commands as JSON, each answered by one line with its number:
  {"number": 1, "name": "join", "routers": ["127.1.0.1:5000"]}          the sessions ask these nodes for others
  {"number": 2, "name": "nodes"}                                        how many nodes each knows
  {"number": 3, "name": "announce", "list": [[INDEX, HASH], ...]}       announces its listen port
  {"number": 4, "name": "look", "list": [[INDEX, HASH, PEER], ...], "seconds": 8}   which found that peer; all that was named
  {"number": 5, "name": "traffic"}                                      packets and bytes that each sent, queries that each had
"""
import argparse
import json
import signal
import sys
import time

import libtorrent as lt

POLL_SECONDS = 0.02
JOIN_SECONDS = 0.05
# Nothing but the DHT; as few threads as there can be.
ONLY_DHT = {
    "enable_dht": True,
    "enable_lsd": False,
    "enable_upnp": False,
    "enable_natpmp": False,
    "enable_incoming_utp": False,
    "enable_outgoing_utp": False,
    "enable_incoming_tcp": False,
    "enable_outgoing_tcp": False,
    "dht_bootstrap_nodes": "",
    "aio_threads": 1,
    "hashing_threads": 0,
    "alert_queue_size": 10000,
}


def say(fields):
    sys.stdout.write(json.dumps(fields) + "\n")
    sys.stdout.flush()


def host_and_port(text):
    host, port = text.rsplit(":", 1)
    return host, int(port)


class Nodes:
    def __init__(self, count):
        category = lt.alert.category_t
        mask = category.dht_operation_notification | category.stats_notification
        self.sessions = []
        for index in range(count):
            address = "127.2.%d.1:0" % index
            settings = dict(ONLY_DHT, listen_interfaces=address, alert_mask=mask)
            self.sessions.append(lt.session(settings))

    def endpoints(self):
        while not all(session.listen_port() for session in self.sessions):
            time.sleep(POLL_SECONDS)
        return ["127.2.%d.1:%d" % (at, one.listen_port()) for at, one in enumerate(self.sessions)]

    def join(self, routers):
        """One after the other: a router that all of them ask at once answers some of them only."""
        for at, session in enumerate(self.sessions):
            router = routers[at % len(routers)]
            session.apply_settings({"dht_bootstrap_nodes": router})
            session.add_dht_node(host_and_port(router))
            time.sleep(JOIN_SECONDS)
        return {}

    def statistics(self):
        """The counters of each session."""
        found = [None] * len(self.sessions)
        for session in self.sessions:
            session.post_session_stats()
        while None in found:
            for at, session in enumerate(self.sessions):
                for alert in session.pop_alerts():
                    if isinstance(alert, lt.session_stats_alert):
                        found[at] = alert.values
            time.sleep(POLL_SECONDS)
        return found

    def nodes(self):
        return {"nodes": [one["dht.dht_nodes"] for one in self.statistics()]}

    def traffic(self):
        statistics = self.statistics()
        return {
            name: [one["dht.dht_" + name] for one in statistics]
            for name in ("messages_out", "messages_out_dropped", "bytes_out", "messages_in", "peers")
        }

    def announce(self, wanted):
        """Its binding can announce for torrents alone."""
        for at, info_hash in wanted:
            parameters = lt.parse_magnet_uri("magnet:?xt=urn:btih:" + info_hash)
            parameters.save_path = "/nowhere"
            parameters.flags &= ~(lt.torrent_flags.paused | lt.torrent_flags.auto_managed)
            self.sessions[at].add_torrent(parameters)
        return {}

    def look(self, wanted, seconds):
        """Until all have found whom they look for."""
        named = [set() for _ in wanted]
        for at, info_hash, _ in wanted:
            self.sessions[at].dht_get_peers(lt.sha1_hash(bytes.fromhex(info_hash)))
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            heard = {}
            for at in {at for at, _, _ in wanted}:
                for alert in self.sessions[at].pop_alerts():
                    if isinstance(alert, lt.dht_get_peers_reply_alert):
                        peers = heard.setdefault((at, str(alert.info_hash)), set())
                        peers.update("%s:%d" % peer for peer in alert.peers())
            for place, (at, info_hash, _) in enumerate(wanted):
                named[place] |= heard.get((at, info_hash), set())
            if all(peer in named[place] for place, (_, _, peer) in enumerate(wanted)):
                break
            time.sleep(POLL_SECONDS)
        return {"named": [sorted(peers) for peers in named]}


def obey(nodes, command):
    name = command["name"]
    if name == "join":
        return nodes.join(command["routers"])
    if name == "announce":
        return nodes.announce(command["list"])
    if name == "look":
        return nodes.look(command["list"], command["seconds"])
    return {"nodes": nodes.nodes, "traffic": nodes.traffic}[name]()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int)
    nodes = Nodes(parser.parse_args().count)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    say({"event": "listening", "endpoints": nodes.endpoints()})
    for line in sys.stdin:
        command = json.loads(line)
        say(dict(obey(nodes, command), number=command["number"]))


if __name__ == "__main__":
    main()
