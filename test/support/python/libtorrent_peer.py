"""
One libtorrent session with one torrent, as a seed or a leech. Prints a JSON object a line:
{"event": "listening"}, {"event": "ready"} (a seed has checked its files), {"event": "first", "at": ...} (payload
flows, since that millisecond of the machine's monotonic clock), {"event": "status", ...} and {"event": "complete",
"at": ..., "failedBytes": ...} (what came and hashed wrong). A leech ends with 0 when it is complete, unless it is told
to stay.

Lines on stdin are commands, "NUMBER NAME", each answered by {"event": "done", "number": NUMBER}: pause,
resume, and with --slots choke (serve nobody) and unchoke.
"""
import argparse
import json
import queue
import signal
import sys
import threading
import time

import libtorrent as lt

POLL_SECONDS = 0.02
STATUS_SECONDS = 0.5
# How often the peers of --peer are tried while none is connected.
DIAL_SECONDS = 0.25
# libtorrent's own default.
UPLOAD_SLOTS = 8
POLICIES = {
    # Encryption policy, allowed levels, whether RC4 is chosen where both are: forced refuses a plain connection.
    "plain": (lt.enc_policy.disabled, lt.enc_level.plaintext, False),
    "enabled": (lt.enc_policy.enabled, lt.enc_level.both, False),
    "preferred": (lt.enc_policy.enabled, lt.enc_level.both, True),
    "forced": (lt.enc_policy.forced, lt.enc_level.rc4, True),
}


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("role", choices=["seed", "leech"])
    parser.add_argument("torrent")
    parser.add_argument("folder")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--peer", action="append", default=[], help="HOST:PORT to connect to")
    parser.add_argument("--no-tracker", action="store_true")
    parser.add_argument("--encryption", choices=sorted(POLICIES), default="enabled")
    parser.add_argument("--fast-seed", action="store_true", help="large send buffers, for benchmarks")
    parser.add_argument("--seed-mode", action="store_true", help="trust the files without a check")
    parser.add_argument("--upload-limit", type=int, default=0, help="bytes per second")
    parser.add_argument("--download-limit", type=int, default=0, help="bytes per second")
    parser.add_argument("--slots", action="store_true", help="serve peers by slots: it can choke")
    parser.add_argument("--stay", action="store_true")
    parser.add_argument("--magnet", help="the link to use in place of the torrent file")
    return parser.parse_args()


def make_session(options):
    policy, level, prefer_rc4 = POLICIES[options.encryption]
    settings = {
        "listen_interfaces": "127.0.0.1:%d" % options.port,
        "enable_dht": False,
        "enable_lsd": False,
        "enable_upnp": False,
        "enable_natpmp": False,
        "enable_outgoing_utp": False,
        "enable_incoming_utp": False,
        "allow_multiple_connections_per_ip": True,
        "min_reconnect_time": 1,
        "in_enc_policy": policy,
        "out_enc_policy": policy,
        "allowed_enc_level": level,
        "prefer_rc4": prefer_rc4,
        "alert_mask": lt.alert.category_t.error_notification | lt.alert.category_t.status_notification,
    }
    if options.fast_seed:
        settings.update(
            send_buffer_watermark=4 * 1024 * 1024,
            send_buffer_low_watermark=1024 * 1024,
            send_buffer_watermark_factor=150,
            suggest_mode=0,
        )
    if options.slots:
        # Seconds from one round of choking to the next: how soon "choke" and "unchoke" take effect.
        settings.update(unchoke_interval=1)
    session = lt.session(settings)
    if options.slots:
        # Peers on loopback are otherwise served without a slot, and so never choked.
        local = session.get_peer_class(lt.session.local_peer_class_id)
        local["ignore_unchoke_slots"] = False
        session.set_peer_class(lt.session.local_peer_class_id, local)
    return session


def add_torrent(session, options):
    if options.magnet:
        params = lt.parse_magnet_uri(options.magnet)
    else:
        params = lt.add_torrent_params()
        params.ti = lt.torrent_info(options.torrent)
    params.save_path = options.folder
    if options.seed_mode:
        params.flags |= lt.torrent_flags.seed_mode
    if options.no_tracker:
        params.flags |= lt.torrent_flags.override_trackers
        params.trackers = []
    params.flags &= ~lt.torrent_flags.auto_managed
    params.flags &= ~lt.torrent_flags.paused
    handle = session.add_torrent(params)
    # Limits of the session would not hold for peers on loopback.
    handle.set_upload_limit(options.upload_limit)
    handle.set_download_limit(options.download_limit)
    if options.no_tracker:
        handle.replace_trackers([])
    return handle


def say(**message):
    print(json.dumps(message), flush=True)


def has_payload(handle):
    return any(peer.total_upload + peer.total_download > 0 for peer in handle.get_peer_info())


def read_commands():
    """The lines of stdin, as they come."""
    commands = queue.SimpleQueue()

    def read():
        for line in sys.stdin:
            commands.put(line.split())

    threading.Thread(target=read, daemon=True).start()
    return commands


def obey(session, handle, number, name):
    if name == "pause":
        handle.pause()
    elif name == "resume":
        handle.resume()
    elif name == "choke":
        session.apply_settings({"unchoke_slots_limit": 0})
    elif name == "unchoke":
        session.apply_settings({"unchoke_slots_limit": UPLOAD_SLOTS})
    else:
        raise ValueError(name)
    say(event="done", number=int(number))


def main():
    options = parse_options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    session = make_session(options)
    handle = add_torrent(session, options)
    say(event="listening", port=session.listen_port())
    commands = read_commands()
    is_complete = False
    has_begun = False
    last_poll_ms = 0.0
    next_dial = 0.0
    next_status = 0.0
    while True:
        while not commands.empty():
            obey(session, handle, *commands.get())
        for alert in session.pop_alerts():
            if alert.category() & lt.alert.category_t.error_notification:
                say(event="error", message=str(alert))
        now_ms = time.monotonic() * 1000
        if not has_begun and has_payload(handle):
            has_begun = True
            say(event="first", at=last_poll_ms)
        last_poll_ms = now_ms
        status = handle.status()
        is_checking = status.state in (
            lt.torrent_status.checking_files,
            lt.torrent_status.checking_resume_data,
        )
        if options.peer and not is_checking and status.num_peers == 0:
            if time.monotonic() >= next_dial:
                next_dial = time.monotonic() + DIAL_SECONDS
                for peer in options.peer:
                    host, port = peer.rsplit(":", 1)
                    # As if a tracker told: it forgives that the peer refused us before.
                    handle.connect_peer((host, int(port)), 1)
        if status.is_seeding and not is_checking and not is_complete:
            is_complete = True
            say(
                event="ready" if options.role == "seed" else "complete",
                at=time.monotonic() * 1000,
                failedBytes=status.total_failed_bytes,
            )
            if options.role == "leech" and not options.stay:
                break
        if time.monotonic() >= next_status:
            next_status = time.monotonic() + STATUS_SECONDS
            say(
                event="status",
                state=str(status.state),
                progress=status.progress,
                peers=status.num_peers,
                downloadRate=status.download_payload_rate,
                uploadRate=status.upload_payload_rate,
                uploadedBytes=status.total_payload_upload,
                failedBytes=status.total_failed_bytes,
            )
        time.sleep(POLL_SECONDS)
    # Writes what is still in memory before the process ends.
    handle.flush_cache()
    session.pause()


main()
