"""Many small torrents of sparse files: what a collector has, without the disk it takes."""
import hashlib
import os

PIECE_BYTES = 32 << 10
PIECES = 32


def bencode(value):
    if isinstance(value, int):
        return b"i%de" % value
    if isinstance(value, bytes):
        return b"%d:%b" % (len(value), value)
    if isinstance(value, str):
        return bencode(value.encode())
    if isinstance(value, dict):
        return b"d" + b"".join(bencode(key) + bencode(value[key]) for key in sorted(value)) + b"e"
    return b"l" + b"".join(map(bencode, value)) + b"e"


def make(folder, count):
    """`count` files of a mebibyte of zeros with a .torrent each; returns the paths of the .torrent files and the folder of the data."""
    torrents, data = os.path.join(folder, "torrents"), os.path.join(folder, "data")
    os.makedirs(torrents)
    os.makedirs(data)
    hashes = hashlib.sha1(bytes(PIECE_BYTES)).digest() * PIECES
    paths = []
    for number in range(count):
        name = f"holiday pictures {number:05}.tar"
        with open(os.path.join(data, name), "wb") as file:
            file.truncate(PIECE_BYTES * PIECES)
        info = {"name": name, "piece length": PIECE_BYTES, "pieces": hashes, "length": PIECE_BYTES * PIECES}
        paths.append(os.path.join(torrents, f"{number:05}.torrent"))
        with open(paths[-1], "wb") as file:
            file.write(bencode({"info": info}))
    return paths, data
