"""
Shows what leaves this machine by an interface: a JSON object for each TCP segment and UDP datagram, {"protocol": ...,
"address": ..., "port": ..., "payload": base64}, of where it goes to. {"event": "listening"} comes first. Needs the
right to open packet sockets; the Ethernet header is followed by IPv4 or IPv6 without extension headers.
"""
import argparse
import base64
import ipaddress
import json
import socket

OUTGOING = 4  # PACKET_OUTGOING
ALL_PROTOCOLS = 3  # ETH_P_ALL
IPV4, IPV6 = 0x0800, 0x86DD
NAMES = {socket.IPPROTO_TCP: "tcp", socket.IPPROTO_UDP: "udp"}
# Segments leave the system larger than the wire has them.
LONGEST = 128 * 1024


def network_layer(kind, packet):
    """Protocol, destination and what is inside; None for what is neither IPv4 nor IPv6."""
    if kind == IPV4:
        length = (packet[0] & 15) * 4
        total = int.from_bytes(packet[2:4], "big") or len(packet)
        return packet[9], packet[16:20], packet[length:total]
    if kind == IPV6:
        return packet[6], packet[24:40], packet[40:]
    return None


def describe(kind, packet):
    layer = network_layer(kind, packet)
    if layer is None or layer[0] not in NAMES:
        return None
    protocol, address, inside = layer
    header = (inside[12] >> 4) * 4 if protocol == socket.IPPROTO_TCP else 8
    return {
        "protocol": NAMES[protocol],
        "address": str(ipaddress.ip_address(address)),
        "port": int.from_bytes(inside[2:4], "big"),
        "payload": base64.b64encode(inside[header:]).decode(),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("interface")
    options = parser.parse_args()
    wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ALL_PROTOCOLS))
    wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 * 1024 * 1024)
    wire.bind((options.interface, 0))
    print(json.dumps({"event": "listening"}), flush=True)
    while True:
        frame, (_, kind, direction, *_) = wire.recvfrom(LONGEST)
        described = describe(kind, frame[14:]) if direction == OUTGOING else None
        if described is not None:
            print(json.dumps(described), flush=True)


main()
