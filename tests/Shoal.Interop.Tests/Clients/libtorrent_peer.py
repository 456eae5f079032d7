"""libtorrent as one peer of a test: makes torrents, seeds, leeches. It ends when its standard input closes.

  libtorrent_peer.py make v1|v2|hybrid PIECE_LENGTH CONTENT OUT.torrent [TRACKER]
  libtorrent_peer.py nodes BOOTSTRAP LISTEN_HOST:PORT...
  libtorrent_peer.py items BOOTSTRAP LISTEN_HOST:PORT LISTEN_HOST:PORT TEXT
  libtorrent_peer.py peer LISTEN_HOST:PORT DIRECTORY TORRENT_OR_MAGNET PEER_HOST:PORT|- [lsd] [pex]
It prints "torrent HASH", "seeding" once it has everything, and what happens to its connections.
"""
import os
import sys
import threading
import libtorrent as lt


def make(version, piece_length, content, out, tracker=None):
    storage = lt.file_storage()
    lt.add_files(storage, content)
    flags = {"v1": lt.create_torrent.v1_only, "v2": lt.create_torrent.v2_only, "hybrid": 0}[version]
    torrent = lt.create_torrent(storage, int(piece_length), flags)
    if tracker:
        torrent.add_tracker(tracker)
    lt.set_piece_hashes(torrent, os.path.dirname(content))
    with open(out, "wb") as file:
        file.write(lt.bencode(torrent.generate()))


def split(address):
    host, _, port = address.rpartition(":")
    return host.strip("[]"), int(port)


# Nothing but the nodes named; loopback addresses and ids not bound to them are as good as others here.
def dht_settings(bootstrap):
    return {
        "enable_dht": True, "dht_bootstrap_nodes": bootstrap, "dht_restrict_routing_ips": False, "dht_restrict_search_ips": False,
        "dht_prefer_verified_node_ids": False, "dht_enforce_node_id": False, "dht_ignore_dark_internet": False, "dht_block_ratelimit": 1000,
    }


def known_nodes(session):
    session.post_session_stats()
    session.wait_for_alert(200)
    return max([alert.values["dht.dht_nodes"] for alert in session.pop_alerts() if isinstance(alert, lt.session_stats_alert)], default=0)


def nodes(bootstrap, *places):
    """Nothing but DHT nodes, one session each; says "ready" when each knows some others."""
    sessions = []
    for place in places:
        settings = {
            "listen_interfaces": place, "enable_lsd": False, "enable_upnp": False, "enable_natpmp": False,
            "enable_outgoing_utp": False, "enable_incoming_utp": False, "alert_mask": int(lt.alert.category_t.stats_notification),
        }
        settings.update(dht_settings(bootstrap))
        sessions.append(lt.session(settings))
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    while True:
        known = [known_nodes(session) for session in sessions]
        print("ready" if min(known) >= 3 else f"known {known}", flush=True)
        threading.Event().wait(0.5)


def item_session(bootstrap, place):
    settings = {
        "listen_interfaces": place, "enable_lsd": False, "enable_upnp": False, "enable_natpmp": False,
        "alert_mask": int(lt.alert.category_t.stats_notification | lt.alert.category_t.dht_notification),
    }
    settings.update(dht_settings(bootstrap))
    session = lt.session(settings)
    for _ in range(100):
        if known_nodes(session) >= 8:
            break
    return session


def until(session, kind):
    for _ in range(300):
        session.wait_for_alert(100)
        for alert in session.pop_alerts():
            if isinstance(alert, kind):
                return alert
    raise SystemExit(f"no {kind.__name__}")


def items(bootstrap, first, second, text):
    """One session puts an item and is gone; another, which was not there, gets it (BEP 44)."""
    putting = item_session(bootstrap, first)
    target = putting.dht_put_immutable_item(text)
    put = until(putting, lt.dht_put_alert)
    print("put", put.num_success, flush=True)
    del putting
    getting = item_session(bootstrap, second)
    getting.dht_get_immutable_item(target)
    print("got", until(getting, lt.dht_immutable_item_alert).message(), flush=True)


def peer(listen, directory, torrent, other, *ways):
    other = None if other == "-" else other
    session = lt.session({
        "listen_interfaces": listen, "enable_dht": False, "enable_lsd": "lsd" in ways, "enable_upnp": False, "enable_natpmp": False,
        "enable_outgoing_utp": False, "enable_incoming_utp": False, "allow_multiple_connections_per_ip": True,
        "out_enc_policy": int(lt.enc_policy.disabled), "in_enc_policy": int(lt.enc_policy.enabled),
        "max_out_request_queue": 1500, "alert_mask": int(lt.alert.category_t.error_notification | lt.alert.category_t.status_notification
                          | lt.alert.category_t.connect_notification | lt.alert.category_t.tracker_notification),
    })
    for way in ways:
        if way.startswith("dht="):
            session.apply_settings(dht_settings(way[4:]))
            # A torrent is announced when it is added, and not again for a quarter of an hour: somebody must be known by then.
            for _ in range(100):
                if known_nodes(session) >= 3:
                    break
    if torrent.startswith("magnet:"):
        params = lt.parse_magnet_uri(torrent)
    else:
        params = lt.add_torrent_params()
        params.ti = lt.torrent_info(torrent)
    params.save_path = directory
    params.flags &= ~(lt.torrent_flags.auto_managed | lt.torrent_flags.paused)
    if "pex" not in ways:
        params.flags |= lt.torrent_flags.disable_pex
    handle = session.add_torrent(params)
    if other:
        handle.connect_peer(split(other))
    print("torrent", handle.info_hash(), flush=True)
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    complete = False
    while True:
        session.wait_for_alert(100)
        for alert in session.pop_alerts():
            if isinstance(alert, lt.tracker_reply_alert):
                handle.scrape_tracker()
            if alert.category() & ~int(lt.alert.category_t.status_notification):
                print(alert.what(), alert.message(), flush=True)
        status = handle.status()
        if status.is_seeding and not complete:
            session.post_torrent_updates()
            handle.flush_cache()
            complete = True
            print("seeding", flush=True)
        elif other and not complete and status.num_peers == 0 and status.state != lt.torrent_status.checking_files:
            handle.connect_peer(split(other))


if __name__ == "__main__":
    {"make": make, "nodes": nodes, "items": items, "peer": peer}[sys.argv[1]](*sys.argv[2:])
