namespace Shoal.Interop.Clients;

/// <summary>WebTorrent in Node, driven by a small script: TCP with who can be dialled, WebRTC with who came by a WebSocket. It learns peers from trackers only.</summary>
internal sealed class WebtorrentClient(string scratch) : Client(scratch)
{
    protected override RunningProgram Launch(Job job) => Run(
        job, Programs.PathOf("node"), [Path.Combine(Programs.NpmFolder!, "webtorrent_peer.mjs"), job.Listen.Port.ToString(), job.Directory, job.Torrent]);

    protected override Task<bool> SaysCompleteAsync() => Task.FromResult(Program.Said.Contains("seeding"));
}
