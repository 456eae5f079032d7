using System.Net;
using Shoal.Interop.Clients;

namespace Shoal.Interop;

/// <summary>One program seeds, another downloads, each a process of its own; then the bytes are compared.</summary>
internal sealed record Transfer(string Seeder, string Leecher)
{
    /// <summary>Generous: Transmission alone thinks for ten seconds before its first unchoke.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(90);

    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>Who makes the torrent, and which version.</summary>
    public string Maker { get; init; } = "mktorrent";
    public string Version { get; init; } = "v1";
    public int PieceLength { get; init; } = Tree.PieceLength;

    /// <summary>The leecher gets a magnet link instead of the .torrent.</summary>
    public bool ByMagnet { get; init; }

    /// <summary>The leecher is told the seeder instead of finding it at a tracker: see <see cref="Job.Peer"/> for who can be told.</summary>
    public bool ByPeer { get; init; }

    /// <summary>The tracker in the torrent; a fixed one of the test when null.</summary>
    public string? TrackerUrl { get; init; }

    /// <summary>Starts the tracker at <see cref="TrackerUrl"/>, given the v1 info-hash; it ends with the transfer.</summary>
    public Func<string, TrackerProgram>? StartTracker { get; init; }

    public async Task RunAsync(Workspace room, string content)
    {
        await using var tracker = new FixedTracker();
        var announce = TrackerUrl ?? tracker.Url;   // there even when nobody needs it: rtorrent refuses a torrent without one
        var torrent = await TorrentMaker.MakeAsync(Maker, Version, content, room.File("x.torrent"), announce, PieceLength);
        await using var program = StartTracker?.Invoke(TorrentMaker.InfoHashes(torrent).V1);
        if (program is not null) await program.UntilItListensAsync();

        await using var seed = Client.Create(Seeder, room.Root);
        await using var leech = Client.Create(Leecher, room.Root);
        var lifetime = Deadline + TimeSpan.FromMinutes(1);
        var seedJob = new Job(torrent, Path.GetDirectoryName(content)!, Workspace.FreeEndPoint(Address)) { Seeds = true, Lifetime = lifetime };
        var leechJob = new Job(ByMagnet ? Magnet(torrent, ByPeer ? null : announce) : torrent, room.Folder("downloaded"), Workspace.FreeEndPoint(Address))
        {
            Lifetime = lifetime,
            Peer = ByPeer ? seedJob.Listen : null,
        };

        // Who cannot dial starts first: it must be at the tracker when the other one asks.
        var (first, firstJob, second, secondJob) = leech.DialsLoopback ? (seed, seedJob, leech, leechJob) : (leech, leechJob, seed, seedJob);
        await first.StartAsync(firstJob);
        if (firstJob.Seeds) await first.WaitUntilCompleteAsync(Deadline);
        await first.WaitUntilItListensAsync(firstJob.Listen, Deadline);
        if (!ByPeer) tracker.Add(firstJob.Listen);
        if (program is not null) await program.UntilItKnowsAPeerAsync();
        await second.StartAsync(secondJob);
        await leech.WaitUntilCompleteAsync(Deadline);
        await leech.DisposeAsync();
        if (!leech.MakesEmptyFiles) Tree.AddEmptyFiles(content, Path.Combine(leechJob.Directory, Path.GetFileName(content)));
        Tree.AssertSame(content, Path.Combine(leechJob.Directory, Path.GetFileName(content)));
    }

    private string Magnet(string torrent, string? announce)
    {
        var (v1, v2) = TorrentMaker.InfoHashes(torrent);
        var topics = Version switch
        {
            "v1" => $"xt=urn:btih:{v1}",
            "v2" => $"xt=urn:btmh:1220{v2}",
            _ => $"xt=urn:btih:{v1}&xt=urn:btmh:1220{v2}",
        };
        return $"magnet:?{topics}{(announce is null ? "" : "&tr=" + Uri.EscapeDataString(announce))}";
    }
}
