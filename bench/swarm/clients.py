"""The clients that are compared. Each is started, told a torrent, and asked whether it has everything.

`start` returns when the client waits for orders; `tell` gives the order. Shoal takes its orders on the command line:
there the order is its start, so its wall time includes its start-up and nobody else's does.
"""
import json
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
import xmlrpc.client

from processes import Process

HERE = os.path.dirname(os.path.abspath(__file__))
PYTHON = "/usr/bin/python3"
REPOSITORY = os.path.dirname(os.path.dirname(HERE))
SHOAL = os.environ.get("SHOAL_BIN") or os.path.join(REPOSITORY, "artifacts", "shoal", "shoal")
START_SECONDS = 30


def free_port(host):
    with socket.socket() as probe:
        probe.bind((host, 0))
        return probe.getsockname()[1]


def listens(port):
    """Whether somebody listens there: asked of the kernel, so the program does not notice."""
    end = ":%04X" % port
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        with open(table) as file:
            if any(fields[1].endswith(end) and fields[3] == "0A" for fields in map(str.split, file)):
                return True
    return False


def wait_until(question, seconds=START_SECONDS):
    end = time.monotonic() + seconds
    while not question():
        if time.monotonic() > end:
            raise TimeoutError(f"{question} was false for {seconds} s")
        time.sleep(0.005)


class Client:
    """One process with a home folder. `takes_peers`: it is told addresses; else it asks the tracker in the torrent."""

    takes_peers = False

    def __init__(self, home, host):
        self.home, self.host = home, host
        os.makedirs(home)
        self.port = free_port(host)
        self.mark = os.path.join(home, "done")
        self.process = None

    @classmethod
    def is_present(cls):
        return shutil.which(cls.program) is not None

    def is_done(self):
        return os.path.exists(self.mark)

    def is_ready(self):
        """Start-up is over: from here on CPU belongs to the work."""
        return True

    def stop(self):
        if self.process:
            self.process.kill()

    def marker(self):
        """A program that leaves the mark, for clients that run one when they are done."""
        path = os.path.join(self.home, "leave-mark")
        with open(path, "w") as file:
            file.write(f"#!/bin/sh\n: > {self.mark}\n")
        os.chmod(path, 0o755)
        return path


class Shoal(Client):
    name, program, takes_peers = "shoal", SHOAL, True

    def start(self):
        pass

    def tell(self, torrent, directory, peers, seeds):
        order = ["seed", torrent, "--data", directory] if seeds else ["get", torrent, "-o", directory]
        for host, port in peers:
            order += [] if seeds else ["--peer", f"{host}:{port}"]
        self.seeds = seeds
        order += ["--no-dht", "--no-lsd", "--no-pex", "--no-port-map"]   # as for all the others
        state = os.path.join(self.home, "state")
        self.process = Process([SHOAL, *order, "--listen", f"{self.host}:{self.port}", "--state", state, "--json"], self.home)

    def is_ready(self):
        return listens(self.port)

    def has_said(self, word):
        with open(os.path.join(self.home, "log")) as file:
            return word in file.read()

    def is_done(self):
        if self.seeds:
            return self.has_said('"event":"seeding"')
        if self.process.poll():
            return False
        if self.process.exit_code != 0:
            raise RuntimeError(f"shoal ended with {self.process.exit_code}")
        return True


class Libtorrent(Client):
    name, program, takes_peers = "libtorrent", PYTHON, True

    @classmethod
    def is_present(cls):
        return subprocess.run([PYTHON, "-c", "import libtorrent"], stderr=subprocess.DEVNULL).returncode == 0

    def start(self):
        self.process = Process(
            [PYTHON, os.path.join(HERE, "libtorrent_peer.py"), f"{self.host}:{self.port}"], self.home,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.said = b""
        os.set_blocking(self.process.process.stdout.fileno(), False)
        wait_until(lambda: self.has_said(b"ready") and listens(self.port))

    def tell(self, torrent, directory, peers, seeds):
        order = json.dumps({"torrent": torrent, "directory": directory, "peers": peers})
        self.process.process.stdin.write(order.encode() + b"\n")
        self.process.process.stdin.flush()

    def is_done(self):
        return self.has_said(b"done")

    def has_said(self, word):
        self.said += self.process.process.stdout.read() or b""
        return word in self.said


class Transmission(Client):
    name, program = "transmission", "transmission-daemon"

    def start(self):
        self.rpc_port = free_port("127.0.0.1")
        settings = {
            "rpc-bind-address": "127.0.0.1", "rpc-port": self.rpc_port, "rpc-host-whitelist-enabled": False,
            "bind-address-ipv4": self.host, "bind-address-ipv6": "::1", "peer-port": self.port, "encryption": 0,
            "dht-enabled": False, "lpd-enabled": False, "pex-enabled": False, "utp-enabled": False, "port-forwarding-enabled": False,
            "script-torrent-done-enabled": True, "script-torrent-done-filename": self.marker(), "cache-size-mb": 64,
        }
        with open(os.path.join(self.home, "settings.json"), "w") as file:
            json.dump(settings, file)
        self.process = Process([self.program, "--foreground", "--config-dir", self.home, "--log-error"], self.home)
        self.session_id = ""
        wait_until(lambda: self.call("session-get") is not None and listens(self.port))

    def tell(self, torrent, directory, peers, seeds):
        self.seeds = seeds
        self.call("torrent-add", {"filename": torrent, "download-dir": directory})

    def is_done(self):
        if not self.seeds:
            return super().is_done()
        torrents = self.call("torrent-get", {"fields": ["percentDone", "status"]})["arguments"]["torrents"]
        return bool(torrents) and torrents[0]["percentDone"] >= 1 and torrents[0]["status"] == 6

    def call(self, method, arguments=None):
        body = json.dumps({"method": method, "arguments": arguments or {}}).encode()
        for _ in range(2):
            request = urllib.request.Request(
                f"http://127.0.0.1:{self.rpc_port}/transmission/rpc", body, {"X-Transmission-Session-Id": self.session_id})
            try:
                with urllib.request.urlopen(request, timeout=30) as answer:
                    return json.load(answer)
            except urllib.error.HTTPError as refused:
                self.session_id = refused.headers["X-Transmission-Session-Id"]
            except OSError:
                return None
        return None


class Aria2(Client):
    name, program = "aria2", "aria2c"

    def start(self):
        self.rpc_port = free_port("127.0.0.1")
        self.process = Process([
            self.program, "--no-conf", "--quiet", "--enable-rpc", "--rpc-listen-all=false", f"--rpc-listen-port={self.rpc_port}",
            f"--listen-port={self.port}", "--disable-ipv6=true", "--enable-dht=false", "--bt-enable-lpd=false", "--enable-peer-exchange=false",
            "--seed-ratio=0.0", "--file-allocation=none", "--disk-cache=64M", "--check-integrity=true", "--allow-overwrite=true",
            "--bt-request-peer-speed-limit=0", f"--on-bt-download-complete={self.marker()}"], self.home)
        wait_until(self.answers)

    def answers(self):
        try:
            return bool(self.rpc().aria2.getVersion())
        except OSError:
            return False

    def tell(self, torrent, directory, peers, seeds):
        with open(torrent, "rb") as file:
            self.rpc().aria2.addTorrent(xmlrpc.client.Binary(file.read()), [], {"dir": directory})

    def rpc(self):
        return xmlrpc.client.ServerProxy(f"http://127.0.0.1:{self.rpc_port}/rpc")


class Rtorrent(Client):
    name, program = "rtorrent", "rtorrent"

    def start(self):
        self.socket_path = os.path.join(self.home, "rpc")
        settings = os.path.join(self.home, "rtorrent.rc")
        with open(settings, "w") as file:
            file.write("\n".join([
                "system.daemon.set = true", f"session.path.set = {self.home}", f"network.scgi.open_local = {self.socket_path}",
                f"network.bind_address.set = {self.host}", f"network.port_range.set = {self.port}-{self.port}", "network.port_random.set = no",
                "dht.mode.set = disable", "protocol.pex.set = no", "protocol.encryption.set = none", "throttle.max_uploads.set = 50",
                "pieces.hash.on_completion.set = no", "pieces.memory.max.set = 2048M", "network.xmlrpc.size_limit.set = 16M",
                f'method.set_key = event.download.hash_done, mark, "branch=d.complete=,\\"execute2={{touch,{self.mark}}}\\""',
                f'method.set_key = event.download.finished, mark, "execute2={{touch,{self.mark}}}"', ""]))
        self.process = Process([self.program, "-n", "-o", f"import={settings}"], self.home)
        wait_until(self.answers)

    def answers(self):
        try:
            return bool(self.call("system.pid", ""))
        except OSError:
            return False

    def tell(self, torrent, directory, peers, seeds):
        self.call("load.start", "", torrent, f'd.directory.set="{directory}"')

    def call(self, method, *arguments):
        """XML-RPC in SCGI: a netstring of headers, then the body."""
        body = xmlrpc.client.dumps(arguments, method).encode()
        headers = b"CONTENT_LENGTH\0%d\0SCGI\0001\0" % len(body)
        with socket.socket(socket.AF_UNIX) as link:
            link.connect(self.socket_path)
            link.sendall(b"%d:%b,%b" % (len(headers), headers, body))
            answer = b"".join(iter(lambda: link.recv(65536), b""))
        return xmlrpc.client.loads(answer.partition(b"\r\n\r\n")[2])[0]


ALL = [Libtorrent, Shoal, Rtorrent, Aria2, Transmission]
