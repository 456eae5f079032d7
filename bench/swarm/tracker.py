"""A tracker that hands out the peers it was given: for clients that take no peer's address by themselves."""
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class FixedTracker:
    def __init__(self, host):
        self.peers = []
        tracker = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                query = parse_qs(urlsplit(self.path).query, encoding="latin-1")
                if "port" not in query:
                    self.send_error(404)
                    return
                others = [peer for peer in tracker.peers if peer[1] != int(query["port"][0])]
                compact = b"".join(socket.inet_aton(host) + port.to_bytes(2, "big") for host, port in others)
                body = b"d8:intervali1800e5:peers%d:%be" % (len(compact), compact)
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                try:
                    self.wfile.write(body)
                except BrokenPipeError:
                    pass   # the client was stopped

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer((host, 0), Handler)
        self.url = f"http://{host}:{self._server.server_port}/announce"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
