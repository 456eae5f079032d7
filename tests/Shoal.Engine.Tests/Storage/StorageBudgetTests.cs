using Shoal.Core.Pieces;
using Shoal.Engine.Storage;

namespace Shoal.Engine.Tests.Storage;

/// <summary>Memory stays in its budget whatever torrents ask for, and every buffer comes back whoever comes late.</summary>
public sealed class StorageBudgetTests
{
    [Fact]
    public async Task Five_thousand_torrents_share_one_budget()
    {
        const long budget = 16 << 20;
        var content = TestContent.Make(TestVersion.V1, 256 << 10, ("a", 4 * (256 << 10)));
        await using var fixture = new StorageFixture(content, budget);
        var others = new List<TorrentStorage>();
        for (var i = 0; i < 5000; i++)
        {
            var storage = new TorrentStorage(content.Metainfo, Path.Combine(fixture.Temporary, $"{i}"), fixture.Context, fixture);
            for (var piece = 0; piece < 4; piece++) storage.Begin(content.Geometry.Piece(piece));
            others.Add(storage);
        }

        Assert.Equal(budget, fixture.Context.Memory.AllocatedBytes);
        await fixture.DownloadAllAsync();
        content.AssertOnDisk(fixture.Directory);
        foreach (var storage in others) await storage.DisposeAsync();
    }

    [Theory]
    [InlineData(4 << 20, 64L << 20)]
    [InlineData(16 << 20, 64L << 20)]
    public async Task Huge_pieces_fit_in_the_budget(int pieceBytes, long budget)
    {
        var content = TestContent.Make(TestVersion.Hybrid, pieceBytes, ("a", pieceBytes), ("b", 100_000));
        await using var fixture = new StorageFixture(content, budget);

        await fixture.DownloadAllAsync();

        content.AssertOnDisk(fixture.Directory);
        Assert.InRange(fixture.Context.Memory.AllocatedBytes, 0, budget);
    }

    [Fact]
    public async Task Pieces_begun_filled_dropped_and_verified_in_any_order_leave_nothing_behind()
    {
        const int seed = 11;
        var content = TestContent.Make(TestVersion.V1, 64 << 10, ("a", 64 * (64 << 10)));
        await using var fixture = new StorageFixture(content, 2 << 20);       // room for 32 of 64: the others are spilled
        using var stop = new CancellationTokenSource();
        var connections = Enumerable.Range(0, 3).Select(n => Task.Run(() =>
        {
            var random = new Random(seed + n);
            while (!stop.IsCancellationRequested)
            {
                var piece = content.Geometry.Piece(random.Next(64));
                var block = content.Geometry.Block(piece, random.Next(4));
                fixture.Store.Store(block, content.Block(block));
            }
        })).ToArray();
        var actor = new Random(seed);
        for (var i = 0; i < 20_000; i++)
        {
            var piece = content.Geometry.Piece(actor.Next(64));
            if (actor.Next(3) > 0) fixture.Store.Begin(piece);
            else fixture.Store.Drop(piece);
        }

        await stop.CancelAsync();
        await Task.WhenAll(connections);
        for (var i = 0; i < 64; i++) fixture.Store.Drop(content.Geometry.Piece(i));
        Assert.Equal(0, fixture.Context.Memory.RentedBytes);
        await fixture.DownloadAllAsync();
        content.AssertOnDisk(fixture.Directory);
    }

    [Fact]
    public async Task A_piece_dropped_while_it_is_hashed_gets_no_verdict_and_gives_its_buffer_back()
    {
        var content = TestContent.Make(TestVersion.V1, 64 << 10, ("a", 64 * (64 << 10)));
        await using var fixture = new StorageFixture(content);
        for (var round = 0; round < 200; round++)
        {
            var piece = content.Geometry.Piece(round % 64);
            fixture.Store.Begin(piece);
            fixture.Fill(round % 64);
            fixture.Store.Verify(piece, wantsBlockDigests: false);
            fixture.Store.Drop(piece);
        }

        await fixture.Store.DisposeAsync();
        Assert.Equal(0, fixture.Context.Memory.RentedBytes);
    }

    [Fact]
    public async Task More_files_than_handles_are_read_by_many_at_once()
    {
        var content = TestContent.Make(TestVersion.V1, 16 << 10, [.. Enumerable.Range(0, 200).Select(i => ($"t/{i}", 16 << 10))]);
        await using var fixture = new StorageFixture(content, maxOpenFiles: 4, mustExist: true);
        content.WriteTo(fixture.Directory);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(n => Task.Run(() =>
        {
            var random = new Random(n);
            var buffer = new byte[16 << 10];
            for (var i = 0; i < 2000; i++)
            {
                var piece = random.Next(200);
                fixture.Store.Read([new BlockRange(content.Geometry.Piece(piece), 0, buffer.Length)], buffer, 0);
                Assert.True(content.Piece(piece).AsSpan().SequenceEqual(buffer), $"seed {n}, round {i}");
            }
        })));

        Assert.InRange(fixture.Context.Handles.Count, 1, 4);
    }

    [Fact]
    public async Task A_listener_that_throws_stops_its_torrent_and_not_the_hashers()
    {
        var content = TestContent.Make(TestVersion.V1, 64 << 10, ("a", 64 << 10));
        await using var fixture = new StorageFixture(content);
        var broken = new BrokenListener();
        await using (var storage = new TorrentStorage(content.Metainfo, Path.Combine(fixture.Temporary, "broken"), fixture.Context, broken))
        {
            var piece = content.Geometry.Piece(0);
            storage.Begin(piece);
            for (var i = 0; i < 4; i++) storage.Store(content.Geometry.Block(piece, i), content.Block(content.Geometry.Block(piece, i)));
            storage.Verify(piece, wantsBlockDigests: false);
            Assert.Contains("no inbox", await broken.Message.Task.WaitAsync(TimeSpan.FromSeconds(30)), StringComparison.Ordinal);
        }

        Assert.True((await fixture.DownloadAsync(0)).Right);
    }

    private sealed class BrokenListener : IStorageEvents
    {
        public TaskCompletionSource<string> Message { get; } = new();
        public void OnPieceVerified(PieceIndex piece, ulong[]? blockDigests) => throw new InvalidOperationException("no inbox");
        public void OnPieceFailed(PieceIndex piece, ulong[] blockDigests) => throw new InvalidOperationException("no inbox");
        public void OnStorageFailed(string message) => Message.TrySetResult(message);
    }
}
