namespace Shoal.Interop.Clients;

/// <summary>libtorrent-rasterbar by its Python binding, driven by a small script beside this file.</summary>
internal sealed class LibtorrentClient(string scratch) : Client(scratch)
{
    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "Clients", "libtorrent_peer.py");

    /// <summary>Makes a torrent of a folder or file with libtorrent's own creator.</summary>
    /// <param name="version">v1, v2 or hybrid.</param>
    public static Task MakeTorrentAsync(string version, int pieceLength, string content, string output, string? tracker = null) =>
        RunningProgram.RunAsync(
            Programs.Python,
            [Script, "make", version, pieceLength.ToString(), content, output, .. (string[])(tracker is null ? [] : [tracker])]);

    protected override RunningProgram Launch(Job job) => Run(
        job,
        Programs.Python,
        [
            Script, "peer", job.Listen.ToString(), job.Directory, job.Torrent, job.Peer?.ToString() ?? "-",
            .. (string[])(job.FindsLocally ? ["lsd"] : []), .. (string[])(job.ExchangesPeers ? ["pex"] : []),
            .. (string[])(job.DhtBootstrap is { } nodes ? ["dht=" + string.Join(',', nodes)] : []),
        ]);

    protected override Task<bool> SaysCompleteAsync() => Task.FromResult(Program.Said.Contains("seeding"));
}
