"""
An HTTP tracker that answers over IPv4 and IPv6, with the peers of both (BEP 7, BEP 23): opentracker is built for one of
them. Knows a peer by the address that its announce came from, and by the other one where the announce names it. Prints
{"event": "listening"} and {"event": "announce", "infoHash": ..., "address": ..., "port": ..., "left": ...}.
"""
import argparse
import http.server
import json
import socket
import urllib.parse

IPV4_IN_IPV6 = "::ffff:"
INTERVAL_SECONDS = 60


def compact(peers, family):
    length = 4 if family == socket.AF_INET else 16
    packed = [(socket.inet_pton(family, address), port) for address, port in peers]
    return b"".join(address + port.to_bytes(2, "big") for address, port in packed if len(address) == length)


def bencoded(value):
    return str(len(value)).encode() + b":" + value


class Tracker(http.server.ThreadingHTTPServer):
    address_family = socket.AF_INET6

    def __init__(self, port):
        self.swarms = {}
        super().__init__(("::", port), Announce)

    def server_bind(self):
        self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        super().server_bind()


class Announce(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        query = dict(
            urllib.parse.parse_qsl(self.path.partition("?")[2], keep_blank_values=True, encoding="latin-1")
        )
        info_hash = query["info_hash"]
        address = self.client_address[0].removeprefix(IPV4_IN_IPV6)
        port = int(query["port"])
        swarm = self.server.swarms.setdefault(info_hash, set())
        others = [peer for peer in swarm if peer != (address, port)]
        for named in {address, query.get("ipv6", address), query.get("ipv4", address)}:
            swarm.add((named, port))
        four = compact([peer for peer in others if ":" not in peer[0]], socket.AF_INET)
        six = compact([peer for peer in others if ":" in peer[0]], socket.AF_INET6)
        body = b"d8:intervali%de5:peers%s6:peers6%se" % (INTERVAL_SECONDS, bencoded(four), bencoded(six))
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        announce = {"infoHash": info_hash.encode("latin-1").hex(), "address": address, "port": port}
        print(json.dumps({"event": "announce", "left": query.get("left"), **announce}), flush=True)

    def log_message(self, *_):
        pass


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("port", type=int)
    tracker = Tracker(parser.parse_args().port)
    print(json.dumps({"event": "listening"}), flush=True)
    tracker.serve_forever()


main()
