"""
One libtorrent session as a node of the DHT on the address of the command line, for questions and answers one by one. Prints
{"event": "listening", "port": N}. Lines on stdin are commands as JSON, each answered by one line with its number; bytes
are hex:
  {"number": 1, "name": "join", "port": N}                  knows that node from now on
  {"number": 2, "name": "put", "value": TEXT}               an immutable item: its target, and how many took it
  {"number": 3, "name": "get", "target": HEX}               the value of an immutable item that is there
  {"number": 4, "name": "put-mutable", "value": TEXT, "salt": TEXT, "private": HEX, "public": HEX}
  {"number": 5, "name": "get-mutable", "salt": TEXT, "public": HEX}
  {"number": 6, "name": "sample", "port": N}                torrents that this node shows
  {"number": 7, "name": "peers", "hash": HEX}               peers that are told
"""
import json
import signal
import sys
import time

import libtorrent as lt

POLL_SECONDS = 0.02
ANSWER_SECONDS = 15
HOST = sys.argv[1]
SETTINGS = {
    "listen_interfaces": ("[%s]:0" if ":" in HOST else "%s:0") % HOST,
    "enable_dht": True,
    "enable_lsd": False,
    "enable_upnp": False,
    "enable_natpmp": False,
    "dht_bootstrap_nodes": "",
    "alert_mask": lt.alert.category_t.dht_notification | lt.alert.category_t.dht_operation_notification
    | lt.alert.category_t.stats_notification,
}


def say(fields):
    sys.stdout.write(json.dumps(fields) + "\n")
    sys.stdout.flush()


class Node:
    def __init__(self):
        self.session = lt.session(SETTINGS)
        while not self.session.listen_port():
            time.sleep(POLL_SECONDS)

    def wait(self, kind, is_it=lambda alert: True):
        """The next alert of this kind; None where none comes."""
        end = time.monotonic() + ANSWER_SECONDS
        while time.monotonic() < end:
            for alert in self.session.pop_alerts():
                if isinstance(alert, kind) and is_it(alert):
                    return alert
            time.sleep(POLL_SECONDS)
        return None

    def known_nodes(self):
        self.session.post_session_stats()
        return self.wait(lt.session_stats_alert).values["dht.dht_nodes"]

    def join(self, port):
        self.session.add_dht_node((HOST, port))
        while self.known_nodes() == 0:
            time.sleep(POLL_SECONDS)
        return {}

    def put(self, value):
        target = self.session.dht_put_immutable_item(value)
        alert = self.wait(lt.dht_put_alert)
        return {"target": str(target), "taken": alert and alert.num_success}

    def get(self, target):
        self.session.dht_get_immutable_item(lt.sha1_hash(bytes.fromhex(target)))
        alert = self.wait(lt.dht_immutable_item_alert)
        return {"value": alert and text(alert.item)}

    def put_mutable(self, value, salt, private, public):
        keys = bytes.fromhex(private), bytes.fromhex(public)
        self.session.dht_put_mutable_item(*keys, value.encode(), salt.encode())
        alert = self.wait(lt.dht_put_alert)
        return {"taken": alert and alert.num_success, "sequence": alert and alert.seq}

    def get_mutable(self, salt, public):
        self.session.dht_get_mutable_item(bytes.fromhex(public), salt.encode())
        alert = self.wait(lt.dht_mutable_item_alert, lambda alert: alert.authoritative)
        return {"value": alert and text(alert.item), "sequence": alert and alert.seq}

    def sample(self, port):
        self.session.dht_sample_infohashes((HOST, port), lt.sha1_hash(bytes(20)))
        alert = self.wait(lt.dht_sample_infohashes_alert)
        return {
            "samples": alert and [str(sample) for sample in alert.samples],
            "total": alert and alert.num_infohashes,
        }

    def peers(self, info_hash):
        self.session.dht_get_peers(lt.sha1_hash(bytes.fromhex(info_hash)))
        alert = self.wait(lt.dht_get_peers_reply_alert, lambda alert: alert.num_peers() > 0)
        return {"peers": alert and ["%s %d" % peer for peer in alert.peers()]}


def text(item):
    """The binding gives a dictionary of key and value."""
    return item["value"].decode()


def obey(node, command):
    name = command["name"]
    if name == "join":
        return node.join(command["port"])
    if name == "put":
        return node.put(command["value"])
    if name == "get":
        return node.get(command["target"])
    if name == "put-mutable":
        return node.put_mutable(
            command["value"], command["salt"], command["private"], command["public"]
        )
    if name == "get-mutable":
        return node.get_mutable(command["salt"], command["public"])
    if name == "sample":
        return node.sample(command["port"])
    if name == "peers":
        return node.peers(command["hash"])
    raise ValueError(name)


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    node = Node()
    say({"event": "listening", "port": node.session.listen_port()})
    for line in sys.stdin:
        command = json.loads(line)
        say(dict(obey(node, command), number=command["number"]))


main()
