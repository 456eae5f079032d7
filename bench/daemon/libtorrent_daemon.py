"""libtorrent with a folder of resume data, as any client around it: loads, and writes how many are seeding.

  libtorrent_daemon.py FOLDER DATA [TORRENT...]     with torrents: adds them, waits until all are checked, saves the folder, ends
"""
import os
import sys
import time
import libtorrent as lt

SETTINGS = {
    "enable_dht": False, "enable_lsd": False, "enable_upnp": False, "enable_natpmp": False, "listen_interfaces": "127.0.0.1:0",
    "active_limit": 100_000, "active_seeds": 100_000, "active_checking": 8, "alert_queue_size": 200_000, "alert_mask": 0,
}


def fill(folder, data, torrents):
    session = lt.session(SETTINGS)
    for path in torrents:
        params = lt.add_torrent_params()
        params.ti, params.save_path = lt.torrent_info(path), data
        params.flags = (params.flags | lt.torrent_flags.seed_mode) & ~lt.torrent_flags.auto_managed & ~lt.torrent_flags.paused
        session.add_torrent(params)
    os.makedirs(folder)
    for handle in session.get_torrents():
        handle.save_resume_data(lt.save_resume_flags_t.save_info_dict)
    left = len(torrents)
    while left:
        session.wait_for_alert(1000)
        for alert in session.pop_alerts():
            if isinstance(alert, lt.save_resume_data_alert):
                with open(os.path.join(folder, str(left)), "wb") as file:
                    file.write(lt.write_resume_data_buf(alert.params))
                left -= 1


def serve(folder):
    session = lt.session(SETTINGS)
    print("up", flush=True)
    for name in os.listdir(folder):
        with open(os.path.join(folder, name), "rb") as file:
            session.async_add_torrent(lt.read_resume_data(file.read()))
    while True:
        print("seeding", sum(status.state == lt.torrent_status.states.seeding for status in session.get_torrent_status(lambda _: True, 0)), flush=True)
        time.sleep(0.02 if len(sys.argv) == 3 else 1)
        if os.path.exists(os.path.join(folder, "..", "quiet")):
            time.sleep(3_600)


if __name__ == "__main__":
    if len(sys.argv) > 3:
        fill(sys.argv[1], sys.argv[2], sys.argv[3:])
    else:
        serve(sys.argv[1])
