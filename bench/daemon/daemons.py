"""The daemons that are compared. `fill` gives each the torrents once and ends it; `start` starts it on what it saved."""
import http.client
import json
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "swarm"))
from clients import SHOAL, free_port, wait_until  # noqa: E402
from processes import Process  # noqa: E402

PYTHON = "/usr/bin/python3"
FILL_SECONDS = 900


class Daemon:
    def __init__(self, room):
        self.home = os.path.join(room, self.name)
        os.makedirs(self.home, exist_ok=True)
        self.process = None

    @classmethod
    def is_present(cls):
        return shutil.which(cls.program) is not None

    def is_up(self):
        """It answers questions."""
        return self.loaded() is not None

    def settle(self):
        """From here on it is left alone."""

    def run(self, arguments, **options):
        self.process = Process(arguments, self.home, **options)

    def stop(self):
        if not self.process or not self.process.poll():
            return 0.0
        began = time.monotonic()
        self.process.process.terminate()
        wait_until(lambda: not self.process.poll(), 60)
        return time.monotonic() - began


class Shoal(Daemon):
    name, program = "shoal", SHOAL

    def start(self):
        self.port = free_port("127.0.0.1")
        self.run([SHOAL, "daemon", "--http", f"127.0.0.1:{self.port}", "--listen", "127.0.0.1:0", "--state", self.home, "--no-dht", "--no-lsd", "--no-pex", "--no-port-map"])

    def fill(self, torrents, data):
        self.start()
        wait_until(self.is_up)
        query = urllib.parse.urlencode({"directory": data})
        for path in torrents:
            with open(path, "rb") as file:
                self.ask("POST", f"/api/v1/torrents/file?{query}", file.read())
        wait_until(lambda: self.loaded() == len(torrents), FILL_SECONDS)
        self.stop()

    def is_up(self):
        try:
            return self.ask("GET", "/health") is not None
        except OSError:
            return False

    def loaded(self):
        try:
            return self.ask("GET", "/api/v1/statistics")["seeding"]
        except OSError:
            return None

    def ask(self, method, path, body=None):
        with open(os.path.join(self.home, "daemon", "web-token")) as file:
            token = file.read().strip()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(method, path, body, {"Authorization": f"Bearer {token}"})
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        if answer.status >= 300:
            raise OSError(f"{method} {path}: {answer.status} {text[:200]}")
        return json.loads(text) if text else None


class Libtorrent(Daemon):
    name, program = "libtorrent", PYTHON
    script = os.path.join(HERE, "libtorrent_daemon.py")

    @classmethod
    def is_present(cls):
        return subprocess.run([PYTHON, "-c", "import libtorrent"], stderr=subprocess.DEVNULL).returncode == 0

    def fill(self, torrents, data):
        subprocess.run([PYTHON, self.script, self.saved(), data, *torrents], check=True, timeout=FILL_SECONDS)

    def start(self):
        os.makedirs(self.saved(), exist_ok=True)
        if os.path.exists(os.path.join(self.home, "quiet")):
            os.remove(os.path.join(self.home, "quiet"))
        self.said, self.last = b"", None
        self.run([PYTHON, self.script, self.saved(), "-"], stdout=subprocess.PIPE)
        os.set_blocking(self.process.process.stdout.fileno(), False)

    def loaded(self):
        self.said += self.process.process.stdout.read() or b""
        *lines, self.said = self.said.split(b"\n")
        for line in lines:
            self.last = int(line.split()[1]) if b"seeding" in line else self.last or 0
        return self.last

    def settle(self):
        open(os.path.join(self.home, "quiet"), "w").close()

    def saved(self):
        return os.path.join(self.home, "saved")


class Transmission(Daemon):
    name, program = "transmission", "transmission-daemon"

    def start(self):
        self.port, self.session = free_port("127.0.0.1"), ""
        settings = {
            "rpc-bind-address": "127.0.0.1", "rpc-port": self.port, "rpc-host-whitelist-enabled": False, "bind-address-ipv4": "127.0.0.1",
            "bind-address-ipv6": "::1", "peer-port": free_port("127.0.0.1"), "dht-enabled": False, "lpd-enabled": False, "pex-enabled": False,
            "utp-enabled": False, "port-forwarding-enabled": False,
        }
        with open(os.path.join(self.home, "settings.json"), "w") as file:
            json.dump(settings, file)
        self.run([self.program, "--foreground", "--config-dir", self.home, "--log-error"])

    def fill(self, torrents, data):
        self.start()
        wait_until(self.is_up)
        for path in torrents:
            self.call("torrent-add", {"filename": path, "download-dir": data})
        wait_until(lambda: self.loaded() == len(torrents), FILL_SECONDS)
        self.stop()

    def loaded(self):
        answer = self.call("torrent-get", {"fields": ["status"]})
        return answer and sum(torrent["status"] == 6 for torrent in answer["arguments"]["torrents"])

    def is_up(self):
        return self.call("session-stats") is not None

    def call(self, method, arguments=None):
        body = json.dumps({"method": method, "arguments": arguments or {}}).encode()
        for _ in range(2):
            request = urllib.request.Request(f"http://127.0.0.1:{self.port}/transmission/rpc", body, {"X-Transmission-Session-Id": self.session})
            try:
                with urllib.request.urlopen(request, timeout=60) as answer:
                    return json.load(answer)
            except urllib.error.HTTPError as refused:
                self.session = refused.headers["X-Transmission-Session-Id"]
            except OSError:
                return None
        return None


class QBittorrent(Daemon):
    name, program = "qbittorrent", "qbittorrent-nox"

    def start(self):
        self.port = free_port("127.0.0.1")
        folder = os.path.join(self.home, "qBittorrent", "config")
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "qBittorrent.conf"), "w") as file:
            file.write("\n".join([
                "[LegalNotice]", "Accepted=true", "[BitTorrent]", r"Session\DHTEnabled=false", r"Session\LSDEnabled=false", r"Session\PeXEnabled=false",
                r"Session\InterfaceAddress=127.0.0.1", r"Session\QueueingSystemEnabled=false", "[Network]", "PortForwardingEnabled=false", "[Preferences]",
                r"WebUI\Address=127.0.0.1", f"WebUI\\Port={self.port}", r"WebUI\LocalHostAuth=false", r"WebUI\UseUPnP=false", ""]))
        self.run([self.program, f"--profile={self.home}"])

    def fill(self, torrents, data):
        self.start()
        wait_until(self.is_up)
        for start in range(0, len(torrents), 100):
            self.add(torrents[start:start + 100], data)
        wait_until(lambda: self.loaded() == len(torrents), FILL_SECONDS)
        time.sleep(5)   # it saves what is new some seconds later
        self.stop()

    def add(self, torrents, data):
        mark = "----shoal-bench"
        parts = [f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
                 for name, value in [("savepath", data), ("skip_checking", "true")]]
        for path in torrents:
            with open(path, "rb") as file:
                head = f'--{mark}\r\nContent-Disposition: form-data; name="torrents"; filename="{os.path.basename(path)}"\r\nContent-Type: application/x-bittorrent\r\n\r\n'
                parts.append(head.encode() + file.read() + b"\r\n")
        body = b"".join(parts) + f"--{mark}--\r\n".encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/api/v2/torrents/add", body, {"Content-Type": f"multipart/form-data; boundary={mark}"})
        urllib.request.urlopen(request, timeout=120).close()

    def is_up(self):
        return self.ask("app/version") is not None

    def loaded(self):
        text = self.ask("torrents/info?filter=all")
        return text and sum(torrent["state"] in ("stalledUP", "uploading", "forcedUP") for torrent in json.loads(text))

    def ask(self, path):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/api/v2/{path}", timeout=60) as answer:
                return answer.read().decode()
        except OSError:
            return None


ALL = [Shoal, Libtorrent, Transmission, QBittorrent]
