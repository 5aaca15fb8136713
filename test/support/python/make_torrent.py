"""Makes a .torrent with libtorrent and prints its info hash and size as JSON."""
import argparse
import json
import os

import libtorrent as lt


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("content", help="file or folder")
    parser.add_argument("torrent", help="where to write the .torrent")
    parser.add_argument("--piece-length", type=int, default=1024 * 1024)
    parser.add_argument("--tracker", action="append", default=[], help="one tier each")
    parser.add_argument("--format", choices=["v1", "v2", "hybrid"], default="v1")
    parser.add_argument("--private", action="store_true")
    options = parser.parse_args()

    flags = {"v1": lt.create_torrent.v1_only, "v2": lt.create_torrent.v2_only, "hybrid": 0}
    files = lt.file_storage()
    lt.add_files(files, options.content)
    creator = lt.create_torrent(files, options.piece_length, flags[options.format])
    for tier, url in enumerate(options.tracker):
        creator.add_tracker(url, tier)
    creator.set_priv(options.private)
    creator.set_creator("libtorrent " + lt.__version__)
    lt.set_piece_hashes(creator, os.path.dirname(os.path.abspath(options.content)))

    with open(options.torrent, "wb") as output:
        output.write(lt.bencode(creator.generate()))
    info = lt.torrent_info(options.torrent)
    print(json.dumps({"infoHash": str(info.info_hashes().get_best()), "totalBytes": info.total_size()}))


main()
