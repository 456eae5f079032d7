using System.Net;
using System.Security.Cryptography;
using Shoal.Core.Metainfo;
using Shoal.Engine.Sessions;

namespace Shoal.Engine.Tests.Sessions;

/// <summary>Content on disk, its torrent, and engines on loopback that share it. Everything ends with the test.</summary>
internal sealed class TestSwarm : IAsyncDisposable
{
    private readonly List<ShoalEngine> _engines = [];

    private TestSwarm(CreatedTorrent torrent) => Torrent = torrent;

    public static TimeSpan Patience => TimeSpan.FromSeconds(60);

    public string Root { get; } = Directory.CreateTempSubdirectory("shoal-swarm-").FullName;
    public CreatedTorrent Torrent { get; private set; }
    public string SeedFolder => Path.Combine(Root, "seed");

    public static Task<TestSwarm> CreateAsync(TorrentKind kind, params (string Path, int Bytes)[] files) =>
        CreateAsync(kind, 64 * 1024, files);

    /// <param name="kind">v1, v2 or both.</param>
    /// <param name="pieceBytes">Length of a piece.</param>
    /// <param name="files">Path below the torrent's folder, and length in bytes.</param>
    public static async Task<TestSwarm> CreateAsync(TorrentKind kind, int pieceBytes, params (string Path, int Bytes)[] files)
    {
        var swarm = new TestSwarm(null!);
        var content = Path.Combine(swarm.SeedFolder, "content");
        var random = new Random(files.Length);
        foreach (var (path, bytes) in files)
        {
            var file = Path.Combine(content, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            var data = new byte[bytes];
            random.NextBytes(data);
            await File.WriteAllBytesAsync(file, data);
        }

        swarm.Torrent = await TorrentMaker.CreateAsync(new CreateTorrent { Path = content, Kind = kind, PieceBytes = pieceBytes });
        return swarm;
    }

    /// <summary>The same content as a private torrent (BEP 27).</summary>
    public async Task MakePrivateAsync() => Torrent = await TorrentMaker.CreateAsync(
        new CreateTorrent { Path = Path.Combine(SeedFolder, "content"), Kind = TorrentKind.V1, PieceBytes = 64 * 1024, Options = new MetainfoOptions { IsPrivate = true } });

    public async Task<ShoalEngine> EngineAsync(EngineOptions? options = null, IPAddress? address = null)
    {
        var engine = await ShoalEngine.StartAsync((options ?? new EngineOptions()) with { ListenOn = [new(address ?? IPAddress.Loopback, 0)] });
        _engines.Add(engine);
        return engine;
    }

    /// <summary>An engine that has everything; its address is where peers find it.</summary>
    public async Task<IPEndPoint> SeedAsync(EngineOptions? options = null, IPAddress? address = null)
    {
        var engine = await EngineAsync(options, address);
        await engine.AddAsync(new AddTorrent { Metainfo = Torrent.TorrentFile, Directory = SeedFolder, AssumeComplete = true });
        return engine.ListeningOn[0];
    }

    public Task<Torrent> LeechAsync(ShoalEngine engine, string folder, params IPEndPoint[] peers) =>
        engine.AddAsync(new AddTorrent { Metainfo = Torrent.TorrentFile, Directory = FolderOf(folder), Peers = peers });

    public string FolderOf(string name) => Path.Combine(Root, name);

    /// <summary>Every file under the folder is the seed's, byte for byte.</summary>
    public void AssertSame(string folder)
    {
        foreach (var file in Torrent.Metainfo.Files.Where(file => !file.IsPad && file.SymlinkTarget is null))
            Assert.Equal(Digest(SeedFolder, file), Digest(FolderOf(folder), file));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var engine in _engines) await engine.DisposeAsync();
        Directory.Delete(Root, recursive: true);
    }

    private static string Digest(string folder, TorrentFile file) =>
        Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, file.Path))));
}
