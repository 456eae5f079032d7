"""What is shared: random bytes, made once a run, and torrents of them."""
import os
import shutil

import libtorrent as lt

MIB = 1 << 20


def make_file(path, length):
    with open(path, "wb") as file:
        while length:
            length -= file.write(os.urandom(min(length, 16 * MIB)))
    return path


def make_small_files(root, count):
    """0 to 8 KiB each, in folders of 200."""
    for number in range(count):
        folder = os.path.join(root, "%03d" % (number // 200))
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "%05d" % number), "wb") as file:
            file.write(os.urandom(number * 7919 % 8192))
    return root


def make_torrent(content, version, piece_length):
    storage = lt.file_storage()
    lt.add_files(storage, content)
    torrent = lt.create_torrent(storage, piece_length, {"v1": lt.create_torrent.v1_only, "hybrid": 0}[version])
    lt.set_piece_hashes(torrent, os.path.dirname(content))
    return torrent.generate()


def write_torrent(torrent, path, tracker=None):
    with open(path, "wb") as file:
        file.write(lt.bencode({**torrent, b"announce": tracker.encode()} if tracker else torrent))
    return path


def same(left, right):
    """Whether two files hold the same bytes."""
    if os.path.getsize(left) != os.path.getsize(right):
        return False
    with open(left, "rb") as a, open(right, "rb") as b:
        while True:
            block = a.read(4 * MIB)
            if block != b.read(4 * MIB):
                return False
            if not block:
                return True


def remove(path):
    shutil.rmtree(path, ignore_errors=True)
