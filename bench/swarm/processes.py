"""Processes that the benchmark starts: what they cost, and that none outlives it."""
import ctypes
import os
import signal
import subprocess

TICKS = os.sysconf("SC_CLK_TCK")
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True)


def die_with_parent():
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Process:
    """A started program. CPU is user + system of all its threads; memory is the peak resident set (VmHWM)."""

    def __init__(self, arguments, home, **options):
        environment = dict(os.environ, HOME=home, XDG_CONFIG_HOME=home, XDG_DATA_HOME=home, XDG_CACHE_HOME=home, XDG_STATE_HOME=home)
        self.log = open(os.path.join(home, "log"), "ab")
        options = {"stdin": subprocess.DEVNULL, "stdout": self.log, "stderr": self.log, **options}
        self.process = subprocess.Popen(arguments, cwd=home, env=environment, preexec_fn=die_with_parent, **options)
        self.pid = self.process.pid
        self.exit_code = None
        self.peak_bytes = 0
        self._final_cpu = 0.0

    def poll(self):
        """Looks at memory, and whether it has ended; True while it runs."""
        if self.exit_code is None:
            self._see_memory()
            pid, status, usage = os.wait4(self.pid, os.WNOHANG)
            if pid:
                self._ended(status, usage)
        return self.exit_code is None

    def cpu(self):
        """Seconds since it started, start-up included."""
        if self.exit_code is not None:
            return self._final_cpu
        try:
            with open(f"/proc/{self.pid}/stat") as file:
                fields = file.read().rpartition(")")[2].split()
            return (int(fields[11]) + int(fields[12])) / TICKS
        except (FileNotFoundError, ProcessLookupError):
            return self._final_cpu

    def kill(self):
        if self.exit_code is None:
            self._see_memory()
            os.kill(self.pid, signal.SIGKILL)   # not Popen.kill: it reaps one that has just ended, and what it cost is lost
            _, status, usage = os.wait4(self.pid, 0)
            self._ended(status, usage)
        self.log.close()

    def _see_memory(self):
        try:
            with open(f"/proc/{self.pid}/status") as file:
                for line in file:
                    if line.startswith("VmHWM:"):
                        self.peak_bytes = max(self.peak_bytes, int(line.split()[1]) * 1024)
        except (FileNotFoundError, ProcessLookupError):
            pass

    def _ended(self, status, usage):
        self.exit_code = os.waitstatus_to_exitcode(status)
        self.process.returncode = self.exit_code
        self._final_cpu = usage.ru_utime + usage.ru_stime
