"""
A way into another network namespace: listens on a free port of this one's loopback, and passes each connection on to
a port of the loopback there. A socket stays in the namespace that it was made in, so this process listens first and
goes over then. Prints {"event": "listening", "port": ...}. Ends with its stdin.
"""
import argparse
import asyncio
import ctypes
import json
import os
import socket
import sys

LOOPBACK = "127.0.0.1"
CHUNK = 65536


def enter(pid):
    """The namespaces of that process: its user namespace first, which gives the right to enter the other."""
    libc = ctypes.CDLL(None, use_errno=True)
    paths = ["/proc/%d/ns/%s" % (pid, kind) for kind in ("user", "net")]
    own_user = os.stat("/proc/self/ns/user").st_ino
    descriptors = [os.open(path, os.O_RDONLY) for path in paths]
    if os.fstat(descriptors[0]).st_ino == own_user:
        del descriptors[0]
    for descriptor in descriptors:
        if libc.setns(descriptor, 0) != 0:
            raise OSError(ctypes.get_errno(), "setns")


async def pass_on(reader, writer):
    try:
        while data := await reader.read(CHUNK):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()


async def serve(listener, port):
    async def connect(reader, writer):
        try:
            far_reader, far_writer = await asyncio.open_connection(LOOPBACK, port)
        except OSError:
            writer.close()
            return
        await asyncio.gather(pass_on(reader, far_writer), pass_on(far_reader, writer))

    server = await asyncio.start_server(connect, sock=listener)
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pid", type=int, help="a process of the other namespace")
    parser.add_argument("port", type=int, help="of the loopback there")
    options = parser.parse_args()
    listener = socket.create_server((LOOPBACK, 0))
    enter(options.pid)
    print(json.dumps({"event": "listening", "port": listener.getsockname()[1]}), flush=True)
    asyncio.run(serve(listener, options.port))


main()
