"""libtorrent_create.py v1|hybrid PIECE_LENGTH CONTENT OUT: libtorrent's own creator, as a command."""
import sys

from content import make_torrent, write_torrent

if __name__ == "__main__":
    version, piece_length, content, output = sys.argv[1:]
    write_torrent(make_torrent(content, version, int(piece_length)), output)
