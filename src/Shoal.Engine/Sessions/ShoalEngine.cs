using System.Net;
using Microsoft.Extensions.Logging;

namespace Shoal.Engine.Sessions;

/// <summary>A BitTorrent engine: peers in and out, storage, discovery. The public door of this library.</summary>
public sealed class ShoalEngine : IAsyncDisposable
{
    private ShoalEngine(EngineOptions options) => Options = options;

    public EngineOptions Options { get; }

    /// <summary>Addresses and ports really listened on.</summary>
    public IReadOnlyList<IPEndPoint> ListeningOn { get; } = [];

    public IReadOnlyList<Torrent> Torrents { get; } = [];

    /// <summary>Opens the state folder, listens, and loads the torrents recorded there.</summary>
    /// <exception cref="IOException">The state folder is in use or unusable, or no address could be listened on.</exception>
    public static Task<ShoalEngine> StartAsync(
        EngineOptions options, ILoggerFactory? logs = null, TimeProvider? time = null, CancellationToken cancel = default) =>
        Task.FromResult(new ShoalEngine(options));

    /// <summary>Adds a torrent, or returns the one that is already here under either of its info-hashes.</summary>
    /// <exception cref="InvalidDataException">The .torrent or the magnet says nothing usable; the message says what is wrong.</exception>
    public Task<Torrent> AddAsync(AddTorrent request, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>Stops a torrent and forgets it; with <paramref name="deleteData"/> its files go too, and folders left empty.</summary>
    public Task RemoveAsync(Torrent torrent, bool deleteData, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>Payload bytes a second of all torrents together; 0 is no limit.</summary>
    public void SetLimits(long download, long upload) => throw new NotImplementedException();

    /// <summary>Says "stopped" to trackers (at most 3 s), saves resume records, closes everything.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
