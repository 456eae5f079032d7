"""libtorrent as a peer with the settings that were best here for two peers of one machine.

  libtorrent_peer.py HOST:PORT          then one line of JSON on standard input: {"torrent", "directory", "peers"}
It prints "ready" when it listens and "done" when everything is here; it ends with its standard input.
"""
import json
import os
import sys
import threading
import libtorrent as lt

# Three sets were tried on a busy 2-core machine, 1 GiB to itself: 4 disk and 2 hashing threads, 3 MiB of watermark and 1,500 requests
# took a fifth more wall and half as much CPU again; one hashing thread alone did not help the wall. Not searched further.
SETTINGS = {
    "enable_dht": False, "enable_lsd": False, "enable_upnp": False, "enable_natpmp": False,
    "enable_outgoing_utp": False, "enable_incoming_utp": False,
    "allow_multiple_connections_per_ip": True, "out_enc_policy": int(lt.enc_policy.disabled), "in_enc_policy": int(lt.enc_policy.disabled),
    "aio_threads": 2, "hashing_threads": 1, "unchoke_slots_limit": 50, "connections_limit": 500,
    "max_out_request_queue": 500, "max_allowed_in_request_queue": 3000, "request_queue_time": 10,
    "send_buffer_watermark": 512 << 10, "send_buffer_low_watermark": 1 << 20, "send_buffer_watermark_factor": 150,
    "max_queued_disk_bytes": 64 << 20, "mixed_mode_algorithm": 0, "rate_limit_ip_overhead": False, "listen_queue_size": 512,
}


def main(listen):
    settings = dict(SETTINGS, listen_interfaces=listen, **json.loads(os.environ.get("LIBTORRENT_SETTINGS", "{}")))
    session = lt.session(dict(settings, alert_mask=int(lt.alert.category_t.status_notification)))
    print("ready", flush=True)
    task = json.loads(sys.stdin.readline())
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    params = lt.add_torrent_params()
    params.ti = lt.torrent_info(task["torrent"])
    params.save_path = task["directory"]
    params.flags &= ~(lt.torrent_flags.auto_managed | lt.torrent_flags.paused)
    handle = session.add_torrent(params)
    for host, port in task["peers"]:
        handle.connect_peer((host, port))
    while True:
        session.wait_for_alert(1000)
        for alert in session.pop_alerts():
            if isinstance(alert, lt.torrent_finished_alert):
                print("done", flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
