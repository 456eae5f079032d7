"""The trackers and what asks them. Servers have core 0 to themselves, as far as the machine allows; questions come from core 1."""
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
SERVER_CORE, ASKER_CORE = 0, 1


def say(text):
    print(text, file=sys.stderr, flush=True)


def pinned(core, command):
    return command if core is None else ["taskset", "-c", str(core), *command]


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Server:
    def __init__(self, name, command, cwd, core=SERVER_CORE, home=None):
        self.name, self.command, self.cwd, self.core = name, command, cwd, core
        self.home = home or cwd
        self.process = None

    def __enter__(self):
        log = open(os.path.join(self.cwd, self.name + ".log"), "w")
        self.process = subprocess.Popen(pinned(self.core, self.command), cwd=self.home, stdout=log, stderr=log)
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return self
            except OSError:
                if self.process.poll() is not None:
                    raise RuntimeError(f"{self.name} ended: " + open(log.name).read())
                time.sleep(0.05)
        raise RuntimeError(f"{self.name} does not listen")

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    @property
    def pid(self):
        return self.process.pid

    def resident_bytes(self):
        with open(f"/proc/{self.pid}/status") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmRSS"))

    def metric(self, name):
        page = urllib.request.build_opener(urllib.request.ProxyHandler({})).open(f"http://127.0.0.1:{self.port}/metrics", timeout=10).read().decode()
        return next(float(line.split()[1]) for line in page.splitlines() if line.startswith(name + " "))

    def cpu_seconds(self):
        with open(f"/proc/{self.pid}/stat") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return int(fields[11]) / 100, int(fields[12]) / 100


class Shoal(Server):
    def __init__(self, room, core=SERVER_CORE, threads=1):
        program = os.environ.get("SHOAL_BIN", os.path.join(ROOT, "artifacts/shoal/shoal"))
        self.port = free_port()
        address = f"127.0.0.1:{self.port}"
        more = os.environ.get("SHOAL_TRACKER_ARGS", "--limit-announces 1000000000 --limit-joins 1000000000 --limit-scrapes 1000000000 --target-rate 0").split()
        super().__init__("shoal", [program, "tracker", "--udp", address, "--http", address, "--udp-threads", str(threads), *more], room, core)


class Opentracker(Server):
    """Debian's build serves listed torrents only; of root it makes itself nobody."""

    def __init__(self, room, hashes, core=SERVER_CORE):
        self.port = free_port()
        home = os.path.join(room, "opentracker")
        os.makedirs(home, exist_ok=True)
        os.chmod(home, 0o755)
        shutil.copy(hashes, os.path.join(home, "whitelist"))   # it changes its root to its home
        config = os.path.join(home, "opentracker.conf")
        with open(config, "w") as out:
            out.write(f"access.whitelist whitelist\nlisten.tcp 127.0.0.1:{self.port}\nlisten.udp 127.0.0.1:{self.port}\nlisten.udp.workers 1\n")
        super().__init__("opentracker", ["opentracker", "-f", config, "-d", home], room, core)


class NpmTracker(Server):
    """bittorrent-tracker of the npm registry, in Node; there once ./.ci/install-clients has run."""

    FOLDER = os.path.join(ROOT, "tests/Shoal.Interop.Tests/Npm")

    @staticmethod
    def is_here():
        return shutil.which("node") and os.path.exists(os.path.join(NpmTracker.FOLDER, "node_modules/bittorrent-tracker"))

    def __init__(self, room, core=SERVER_CORE):
        self.port = free_port()
        program = (
            "import { Server } from 'bittorrent-tracker'\n"
            "new Server({ http: true, udp: true, ws: false, stats: false })"
            f".listen({self.port}, {{ http: '127.0.0.1', udp4: '127.0.0.1', udp6: '::1' }})"
        )
        super().__init__("bittorrent-tracker", ["node", "--input-type=module", "-e", program], room, core, home=NpmTracker.FOLDER)


class Generator:
    def __init__(self, core=ASKER_CORE):
        self.core = core
        self.program = os.path.join(ROOT, "artifacts/bin/TrackerLoad/release/tracker-load")
        if not os.path.exists(self.program):
            subprocess.run(["dotnet", "build", os.path.join(HERE, "load"), "-c", "Release", "-v", "q", "--nologo", "-clp:ErrorsOnly"], check=True)

    def hashes(self, room, torrents):
        path = os.path.join(room, f"hashes-{torrents}")
        if not os.path.exists(path):
            with open(path, "w") as out:
                subprocess.run([self.program, "hashes", str(torrents)], stdout=out, check=True)
            os.chmod(path, 0o644)
        return path

    def ask(self, server, **load):
        words = [f"{k}={v}" for k, v in dict(load, tracker=f"127.0.0.1:{server.port}", server=server.pid).items()]
        done = subprocess.run(pinned(self.core, [self.program, *words]), capture_output=True, text=True, timeout=300)
        if not done.stdout:
            raise RuntimeError(done.stderr)
        return json.loads(done.stdout)

    def wrk(self, room, server, keep_alive, seconds):
        script = os.path.join(room, f"wrk-{keep_alive}.lua")
        with open(script, "w") as out:
            out.write(WRK.replace("CLOSE", "" if keep_alive else 'wrk.headers["Connection"] = "close"'))
        before = server.cpu_seconds()
        done = subprocess.run(
            pinned(self.core, ["wrk", "-t1", "-c64", f"-d{max(1, round(seconds))}s", "-s", script, f"http://127.0.0.1:{server.port}"]),
            capture_output=True, text=True, timeout=120, env={**os.environ, "HASHES": self.hashes(room, 10_000)})
        after = server.cpu_seconds()
        rate = float(next(l for l in done.stdout.splitlines() if l.startswith("Requests/sec")).split()[1])
        count = int(next(l for l in done.stdout.splitlines() if " requests in " in l).split()[0])
        bad = next((l for l in done.stdout.splitlines() if "Non-2xx" in l), None)
        if bad:
            raise RuntimeError(bad)
        user, system = after[0] - before[0], after[1] - before[1]
        return dict(rate=rate, cpu_us=(user + system) / max(1, count) * 1e6, user_us=user / max(1, count) * 1e6, peers=0)


WRK = """
local hashes = {}
for line in io.lines(os.getenv("HASHES")) do
  hashes[#hashes + 1] = line:gsub("..", "%%%0")
  if #hashes == 10000 then break end
end
CLOSE
request = function()
  local peer = math.random(1, 100)
  return wrk.format("GET", "/announce?info_hash=" .. hashes[math.random(#hashes)] .. "&peer_id=-XX0001-000000000000&port=" .. peer
    .. "&uploaded=0&downloaded=0&left=" .. (peer % 4 == 1 and 0 or 1) .. "&numwant=30&compact=1")
end
"""
