using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Shoal.Core.Codes;
using Shoal.Engine.Platform;
using Shoal.Engine.Sessions;
using Shoal.Engine.Torrents;

namespace Shoal.Engine.Codes;

/// <summary>What a sender offers, made ready meanwhile: a pipe read to its end, files hashed, the swarm begun.</summary>
internal sealed class SentSwarm : IProgress<HashingProgress>, IAsyncDisposable
{
    private static readonly TimeSpan WatchPeriod = TimeSpan.FromMilliseconds(300);

    private readonly EngineServices _services;
    private readonly TorrentTable _torrents;
    private readonly SendCode _request;
    private readonly SwarmRoot _root;
    private readonly Lazy<MemberKey> _key = new(() => new MemberKey());
    private readonly TaskCompletionSource<CodeManifest> _manifest = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TorrentMemory _memory = new(null, NullLogger.Instance);
    private SentTree? _tree;
    private string? _spool;
    private LiveTorrent? _torrent;
    private long _hashedBytes, _newlyHashedBytes, _totalBytes;

    /// <param name="tree">The files; null for a text or a pipe.</param>
    public SentSwarm(EngineServices services, TorrentTable torrents, SendCode request, SentTree? tree, SwarmRoot root)
    {
        (_services, _torrents, _request, _tree, _root) = (services, torrents, request, tree, root);
        if (tree is not null) Offer(tree.Manifest);
        else if (request.Text is { } text) Offer(OfText(text));
    }

    /// <summary>Known at once but for a pipe.</summary>
    public Task<CodeManifest> Manifest => _manifest.Task;

    /// <summary>Ends when receivers can be let in.</summary>
    public Task Ready { get; private set; } = Task.CompletedTask;

    /// <summary>Where the bytes of the manifest's contents are, in their order; empty before a pipe has ended.</summary>
    public IReadOnlyList<SentFile> Files => Volatile.Read(ref _tree)?.Files ?? [];
    public byte[] TorrentFile { get; private set; } = [];

    /// <summary>Null before it is ready, and when nothing that is sent has bytes.</summary>
    public LiveTorrent? Torrent => Volatile.Read(ref _torrent);
    public long HashedBytes => Volatile.Read(ref _hashedBytes);
    public long NewlyHashedBytes => Volatile.Read(ref _newlyHashedBytes);
    public long TotalBytes => Volatile.Read(ref _totalBytes);

    public void Start(CancellationToken cancel) => Ready = Task.Run(() => MakeReadyAsync(cancel), CancellationToken.None);

    /// <summary>Looks on as long as everything can be read.</summary>
    /// <exception cref="CodeException">It cannot any more: gone, or changed by somebody.</exception>
    public async Task WatchAsync(CancellationToken cancel)
    {
        while (Torrent is { } torrent)
        {
            if (torrent.Snapshot() is { State: TorrentState.Failed } failed) throw new CodeException(failed.Error ?? "What is sent cannot be read any more.");
            await Task.Delay(WatchPeriod, _services.Time, cancel).ConfigureAwait(false);
        }
    }

    public void Report(HashingProgress value) => Volatile.Write(ref _hashedBytes, value.DoneBytes);

    public async ValueTask DisposeAsync()
    {
        await Ready.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_torrent is { } torrent)
        {
            await torrent.PauseAsync().ConfigureAwait(false);   // its last word on what was sent
            await _torrents.ReleaseAsync(torrent).ConfigureAwait(false);
            torrent.Tls?.Dispose();
        }

        await _memory.DisposeAsync().ConfigureAwait(false);
        if (_key.IsValueCreated) _key.Value.Dispose();
        if (_spool is not null) File.Delete(_spool);
    }

    private async Task MakeReadyAsync(CancellationToken cancel)
    {
        try
        {
            if (_request.Stream is { } stream) await SpoolAsync(stream, cancel).ConfigureAwait(false);
            if (_tree is not { } tree || !tree.Manifest.HasContents) return;
            var content = new SentContent(tree.Files, FileSystems.Local, new HashMemory(_request.HashFolder), bytes => Volatile.Write(ref _newlyHashedBytes, bytes));
            TorrentFile = content.MakeTorrent(_root.Pem, this, cancel);
            Volatile.Write(ref _torrent, _torrents.Add(new PrivateSwarm
            {
                Torrent = TorrentFile,
                Directory = tree.Files[0].Root,
                Tls = _key.Value.Join(_root.Bytes, _root.Sign(_key.Value.Public), _services.Time.GetUtcNow),
                Memory = _memory,
                Storage = _services.Storage.Over(new SentFileSystem(FileSystems.Local, tree.Files)),
                IsComplete = true,
            }));
        }
        catch (Exception fault)
        {
            _manifest.TrySetException(fault);
            _ = _manifest.Task.Exception;   // observed: there may be nobody who waits for it
            throw;
        }
    }

    // How long a pipe is shows at its end; only then can it be offered.
    private async Task SpoolAsync(Stream stream, CancellationToken cancel)
    {
        _spool = Path.Combine(Path.GetTempPath(), $"shoal-{Guid.NewGuid():N}.pipe");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(_spool, options);
        await using (file.ConfigureAwait(false))
        {
            var buffer = new byte[128 * 1024];
            while (await stream.ReadAsync(buffer, cancel).ConfigureAwait(false) is > 0 and var count)
            {
                await file.WriteAsync(buffer.AsMemory(0, count), cancel).ConfigureAwait(false);
                Interlocked.Add(ref _totalBytes, count);
            }
        }

        _tree = SentTree.Read([_spool], CodeContentKind.Stream, FileSystems.Local, cancel);
        var entry = _tree.Manifest.Entries[0] with { Path = "pipe", Mode = null, ModifiedTicks = null };
        Offer(_tree.Manifest with { Entries = [entry] });
    }

    private void Offer(CodeManifest manifest)
    {
        Volatile.Write(ref _totalBytes, manifest.TotalBytes);
        _manifest.TrySetResult(manifest);
    }

    private static CodeManifest OfText(string text) => Encoding.UTF8.GetByteCount(text) <= CodeManifest.TextBytesMax
        ? new CodeManifest { Kind = CodeContentKind.Text, Text = text }
        : throw new CodeException($"A text may be {CodeManifest.TextBytesMax >> 10} KiB long; send this one as a file.");
}
