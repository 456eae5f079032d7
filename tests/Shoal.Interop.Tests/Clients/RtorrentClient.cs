using System.Net.Sockets;

namespace Shoal.Interop.Clients;

/// <summary>rtorrent as a daemon: its settings file gives it the torrent, and makes it leave a mark when it is complete. It learns peers from trackers only.</summary>
internal sealed class RtorrentClient(string scratch) : Client(scratch)
{
    private string Mark => Path.Combine(Home, "complete");

    protected override RunningProgram Launch(Job job)
    {
        var port = job.Listen.Port;
        var isV6 = job.Listen.AddressFamily == AddressFamily.InterNetworkV6;   // it can be bound to IPv4 addresses alone
        var settings = Path.Combine(Home, "rtorrent.rc");
        File.WriteAllText(settings, $"""
            system.daemon.set = true
            session.path.set = {Directory.CreateDirectory(Path.Combine(Home, "session")).FullName}
            directory.default.set = "{job.Directory}"
            {(isV6 ? "" : $"network.bind_address.set = {job.Listen.Address}")}
            network.port_range.set = {port}-{port}
            network.port_random.set = no
            dht.mode.set = disable
            protocol.pex.set = no
            trackers.use_udp.set = yes
            protocol.encryption.set = none
            pieces.hash.on_completion.set = no
            throttle.max_uploads.set = 50
            system.umask.set = 0022
            method.set_key = event.download.hash_done, mark, "branch=d.complete=,\"execute2={"{"}touch,{Mark}{"}"}\""
            method.set_key = event.download.finished, mark, "execute2={"{"}touch,{Mark}{"}"}"
            schedule2 = load, 0, 0, "load.start=\"{job.Torrent}\""

            """);
        return new RunningProgram(Programs.PathOf("rtorrent"), ["-n", "-o", $"import={settings}"], job.Lifetime, Home);
    }

    protected override Task<bool> SaysCompleteAsync() => Task.FromResult(File.Exists(Mark));
}
