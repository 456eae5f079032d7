using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Shoal.Core.Pieces;
using Shoal.Engine.Platform;
using Shoal.Engine.Storage;

namespace Shoal.Engine.Tests.Storage;

/// <summary>What storage told: a verdict, or a fault.</summary>
internal sealed record Told(PieceIndex Piece, bool Right, ulong[]? Digests, string? Fault);

/// <summary>A storage in a folder of its own that is gone afterwards; ends by asserting that every buffer came back.</summary>
internal sealed class StorageFixture : IStorageEvents, IAsyncDisposable
{
    private readonly Channel<Told> _told = Channel.CreateUnbounded<Told>();
    private readonly DirectoryInfo _temporary = System.IO.Directory.CreateTempSubdirectory("shoal-storage-");

    public StorageFixture(
        TestContent content, long budgetBytes = 64 << 20, bool preallocate = false, int maxOpenFiles = 8, string? directory = null,
        bool mustExist = false, IFileSystem? files = null)
    {
        Content = content;
        Directory = directory ?? Path.Combine(_temporary.FullName, "data");
        Context = new StorageContext(budgetBytes, preallocate, NullLogger.Instance, files, maxOpenFiles);
        Store = new TorrentStorage(content.Metainfo, Directory, Context, this, mustExist);
    }

    public TestContent Content { get; }
    public string Directory { get; }
    public string Temporary => _temporary.FullName;
    public StorageContext Context { get; }
    public TorrentStorage Store { get; }

    public void OnPieceVerified(PieceIndex piece, ulong[]? blockDigests) => _told.Writer.TryWrite(new Told(piece, true, blockDigests, null));
    public void OnPieceFailed(PieceIndex piece, ulong[] blockDigests) => _told.Writer.TryWrite(new Told(piece, false, blockDigests, null));
    public void OnStorageFailed(string message) => _told.Writer.TryWrite(new Told(default, false, null, message));

    public async Task<Told> NextAsync() => await _told.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    public bool HasMore => _told.Reader.TryPeek(out _);

    /// <summary>Stores all blocks of a piece, the bytes changed where a test wants to lie.</summary>
    public BlockFate Fill(int index, Action<byte[], int>? lie = null)
    {
        var piece = Content.Geometry.Piece(index);
        var fate = BlockFate.Stored;
        for (var i = 0; i < Content.Geometry.BlocksIn(piece); i++)
        {
            var block = Content.Geometry.Block(piece, i);
            var bytes = Content.Block(block);
            lie?.Invoke(bytes, i);
            fate = Store.Store(block, bytes);
        }

        return fate;
    }

    public async Task<Told> DownloadAsync(int index)
    {
        var piece = Content.Geometry.Piece(index);
        Store.Begin(piece);
        if (Fill(index) == BlockFate.Stored) Store.Verify(piece, wantsBlockDigests: false);
        return await NextAsync();
    }

    public async Task DownloadAllAsync()
    {
        for (var i = 0; i < Content.Geometry.PieceCount; i++) Assert.True((await DownloadAsync(i)) is { Right: true } told, $"piece {i}");
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        Assert.Equal(0, Context.Memory.RentedBytes);
        Assert.Equal(0, Context.Handles.Count);
        Context.Dispose();
        Assert.Equal(0, Context.Memory.AllocatedBytes);
        _temporary.Delete(recursive: true);
    }
}
