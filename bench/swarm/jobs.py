"""The work: one contestant doing one job once, measured."""
import contextlib
import os
import time
from dataclasses import dataclass, field

from clients import HERE, PYTHON, SHOAL, Shoal, listens
from content import remove, same
from processes import Process

POLL_SECONDS = 0.005
FLUSH_SECONDS = 5


@dataclass
class Cost:
    """What one process took: CPU seconds in all, and from when everybody was ready; peak memory."""
    cpu: float
    cpu_ready: float
    peak_bytes: int


@dataclass
class Measure:
    wall: float
    seeds: list = field(default_factory=list)
    leechers: list = field(default_factory=list)

    @property
    def costs(self):
        return self.seeds + self.leechers


class Failed(Exception):
    """The contestant did not finish; the text says how."""


def poll(process, question, deadline):
    """Waits for an answer while memory is watched."""
    end = time.monotonic() + deadline
    while not question():
        process.poll()
        if time.monotonic() > end:
            raise Failed(f"not done after {deadline:.0f} s")
        time.sleep(POLL_SECONDS)


class Room:
    """Where one measurement happens; all is stopped and removed when it ends. Each client has an address of its own."""

    def __init__(self, folder, network, tracker):
        self.folder, self.network, self.tracker = folder, network, tracker
        self.clients, self.count = [], 0

    def __enter__(self):
        os.makedirs(self.folder)
        return self

    def __exit__(self, *_):
        with contextlib.ExitStack() as last:   # whatever fails, the next measurement finds nothing of this one
            last.callback(remove, self.folder)
            for client in self.clients:
                last.callback(client.stop)
            self.tracker.peers = []

    def path(self, name):
        self.count += 1
        return os.path.join(self.folder, f"{name}-{self.count}")

    def client(self, kind):
        client = kind(self.path(kind.name), f"{self.network}.{len(self.clients) + 2}")
        self.clients.append(client)
        client.start()
        return client


def transfer(room, work, seeder, leecher, leechers, deadline, compare):
    """One seed, some leechers; the clock runs from the first order to the last leecher's word that it has everything."""
    seed = room.client(seeder)
    seed.tell(work.torrent_for(seeder), work.directory, [], seeds=True)
    poll_quietly(seed, deadline)
    receivers = [room.client(leecher) for _ in range(leechers)]
    addresses = [(client.host, client.port) for client in [seed, *receivers]]
    room.tracker.peers = list(addresses)
    folders = [room.path("downloaded") for _ in receivers]
    for folder in folders:
        os.makedirs(folder)

    everybody = [seed, *receivers]
    ready = {client: client.process.cpu() for client in everybody if client.process}
    waiting, turns = list(receivers), 0
    start = time.monotonic()
    for client, folder in zip(receivers, folders):
        others = [address for address in addresses if address != (client.host, client.port)]
        client.tell(work.torrent_for(leecher), folder, others if client.takes_peers else [], seeds=False)
    while waiting:
        for client in receivers:
            if client not in ready and client.is_ready():
                ready[client] = client.process.cpu()
        waiting = [client for client in waiting if not client.is_done()]
        now = time.monotonic() - start
        if now > deadline:
            raise Failed(f"not done after {deadline:.0f} s")
        if turns % 4 == 0:
            for client in everybody:
                client.process.poll()
        turns += 1
        if waiting:
            time.sleep(POLL_SECONDS)
    measure = Measure(now, [cost(seed, ready)], [cost(client, ready) for client in receivers])
    if compare and not all(same_soon(work.content, os.path.join(folder, work.name)) for folder in folders):
        raise Failed("the bytes differ")
    return measure


def same_soon(one, other):
    """libtorrent says that it has everything when it is checked; its last writes may still be on their way."""
    end = time.monotonic() + FLUSH_SECONDS
    while not same(one, other):
        if time.monotonic() > end:
            return False
        time.sleep(0.2)
    return True


def cost(client, ready):
    client.process.poll()
    cpu = client.process.cpu()
    return Cost(cpu, cpu - ready.get(client, 0), client.process.peak_bytes)


def poll_quietly(seed, deadline):
    """A seed checks first; asking it often would cost it CPU."""
    end = time.monotonic() + deadline
    while not (seed.is_done() and listens(seed.port)):
        if time.monotonic() > end:
            raise Failed("the seed does not become ready")
        time.sleep(0.1)


def recheck(room, work, kind, deadline):
    """Adding a torrent over its data until the client says it is complete; for Shoal the command that checks."""
    if kind is Shoal:
        return command(room, [SHOAL, "verify", work.torrent_for(kind), work.directory], deadline)
    client = room.client(kind)
    ready = {client: client.process.cpu()}
    start = time.monotonic()
    client.tell(work.torrent_for(kind), work.directory, [], seeds=True)
    poll(client.process, client.is_done, deadline)
    return Measure(time.monotonic() - start, [cost(client, ready)])


def command(room, arguments, deadline):
    """A program that ends when it is done."""
    home = room.path("command")
    os.makedirs(home)
    start = time.monotonic()
    process = Process(arguments, home)
    try:
        poll(process, lambda: not process.poll(), deadline)
        wall = time.monotonic() - start
        if process.exit_code != 0:
            raise Failed(f"exit code {process.exit_code}: {tail(os.path.join(home, 'log'))}")
        return Measure(wall, [Cost(process.cpu(), process.cpu(), process.peak_bytes)])
    finally:
        process.kill()


def tail(path):
    with open(path, errors="replace") as file:
        return file.read()[-300:].strip().replace("\n", " / ")


def create_commands(version, content, piece_length, output):
    """How each creator makes the same torrent. mktorrent with a thread for each core."""
    commands = {
        "shoal": [SHOAL, "create", content, "-o", output, f"--{version}", "--piece-length", str(piece_length)],
        "libtorrent": [PYTHON, os.path.join(HERE, "libtorrent_create.py"), version, str(piece_length), content, output],
    }
    if version == "v1":
        exponent = str(piece_length.bit_length() - 1)
        commands["mktorrent"] = ["mktorrent", "-t", str(os.cpu_count()), "-l", exponent, "-o", output, content]
        commands["transmission"] = ["transmission-create", "-s", str(piece_length // 1024), "-o", output, content]
    return commands
