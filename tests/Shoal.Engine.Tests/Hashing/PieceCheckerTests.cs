using Shoal.Core.Metainfo;
using Shoal.Core.Pieces;
using Shoal.Engine.Hashing;
using Shoal.Engine.Platform;
using Shoal.Engine.Sessions;
using Shoal.Engine.Tests.Storage;

namespace Shoal.Engine.Tests.Hashing;

/// <summary>A check says of every piece and every file what is true of it on disk.</summary>
public sealed class PieceCheckerTests : IDisposable
{
    private const int Piece = 65_536;

    private static readonly (string, int)[] Tree =
    [
        ("t/a", 5), ("t/empty", 0), ("t/long", 40 * Piece + 1_234), ("t/sub/even", 2 * Piece), ("t/sub/block", 16_384), ("t/z", 70_000),
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shoal-check-");

    public static TheoryData<TestVersion> Versions => [TestVersion.V1, TestVersion.V2, TestVersion.Hybrid];

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Versions))]
    public void Data_that_is_whole_is_whole(TestVersion version)
    {
        var content = Write(version);

        var report = Check(content);

        Assert.True(report.IsWhole);
        Assert.Equal(Tree.Length, report.Files.Count);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_changed_byte_fails_its_piece_and_no_other(TestVersion version)
    {
        var content = Write(version);
        for (var piece = 0; piece < content.Geometry.PieceCount; piece += 5)
        {
            var (file, offset) = FindByte(content, piece);
            Flip(file, offset);

            var report = Check(content);

            Assert.Equal([piece], Missing(report.Pieces));
            Assert.Equal(FileCondition.Damaged, report.Files.Single(f => f.File == file).Condition);
            Flip(file, offset);
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_missing_file_fails_its_pieces_and_is_named(TestVersion version)
    {
        var content = Write(version);
        File.Delete(PathOf("t/sub/even"));

        var report = Check(content);

        var verdict = report.Files.Single(f => f.Condition == FileCondition.Missing);
        Assert.Equal("t/sub/even", verdict.File.Path);
        Assert.Equal(verdict.BadPieces, report.Pieces.PieceCount - report.Pieces.Count);
        Assert.InRange(verdict.BadPieces, 2, 3);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_short_file_keeps_the_pieces_before_its_end(TestVersion version)
    {
        var content = Write(version);
        using (var file = File.OpenWrite(PathOf("t/long"))) file.SetLength(10 * Piece + 1);

        var report = Check(content);

        Assert.Equal(FileCondition.Short, report.Files.Single(f => f.File.Path == "t/long").Condition);
        Assert.True(report.Pieces.Contains(5));
        Assert.InRange(report.Files.Single(f => f.File.Path == "t/long").BadPieces, 30, 32);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_file_that_is_too_long_is_told_and_its_pieces_are_right(TestVersion version)
    {
        var content = Write(version);
        File.AppendAllText(PathOf("t/z"), "more");

        var report = Check(content);

        Assert.Equal(content.Geometry.PieceCount, report.Pieces.Count);
        Assert.Equal(FileCondition.Long, report.Files.Single(f => f.File.Path == "t/z").Condition);
        Assert.False(report.IsWhole);
    }

    [Fact]
    public void A_folder_that_is_not_there_holds_no_piece()
    {
        var content = TestContent.Make(TestVersion.Hybrid, Piece, Tree);

        var report = Check(content);

        Assert.Equal(0, report.Pieces.Count);
        Assert.All(report.Files, f => Assert.Equal(FileCondition.Missing, f.Condition));
    }

    [Fact]
    public void A_link_in_place_of_a_file_or_folder_is_not_followed()
    {
        if (OperatingSystem.IsWindows()) return;
        var content = Write(TestVersion.V1);
        File.Move(PathOf("t/long"), PathOf("elsewhere"));
        File.CreateSymbolicLink(PathOf("t/long"), PathOf("elsewhere"));
        Directory.Move(PathOf("t/sub"), PathOf("other"));
        Directory.CreateSymbolicLink(PathOf("t/sub"), PathOf("other"));

        var report = Check(content);

        Assert.Equal(FileCondition.Unreadable, report.Files.Single(f => f.File.Path == "t/long").Condition);
        Assert.Equal(FileCondition.Unreadable, report.Files.Single(f => f.File.Path == "t/sub/even").Condition);
        Assert.Equal("a link, which is not followed", report.Files.Single(f => f.File.Path == "t/long").Note);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_hybrid_piece_that_passes_only_one_of_its_hashes_is_wrong(bool sha1Passes)
    {
        var content = Write(TestVersion.Hybrid).With(metainfo => sha1Passes
            ? metainfo with { PieceLayers = new PieceLayers(Changed(metainfo.PieceLayers!.Hashes, 3 * 32)) }
            : metainfo with { PieceHashes = Changed(metainfo.PieceHashes, 3 * 20) });

        var report = Check(content);

        Assert.Equal([3], Missing(report.Pieces));
    }

    [Fact]
    public void Holes_are_right_where_zeros_are_right_and_wrong_elsewhere()
    {
        var content = TestContent.Make(TestVersion.Hybrid, Piece, ("sparse", 60 * Piece + 1));
        var bytes = content.File(content.Metainfo.Files[0]);
        bytes.AsSpan(10 * Piece, 30 * Piece).Clear();
        WriteSparse(PathOf("sparse"), bytes);

        var report = Check(content);

        Assert.Equal(Enumerable.Range(10, 30), Missing(report.Pieces));
    }

    [Fact]
    public void A_file_of_nothing_but_a_hole_is_checked_without_reading_it_all()
    {
        var length = 2_000L * Piece;
        using (var file = File.Create(PathOf("hole"))) file.SetLength(length);
        var sha1 = System.Security.Cryptography.SHA1.HashData(new byte[Piece]);
        var hashes = Enumerable.Range(0, 2_000).SelectMany(i => i % 7 == 3 ? new byte[20] : sha1).ToArray();
        var metainfo = TestContent.Make(TestVersion.V1, Piece, ("hole", 1)).Metainfo with
        {
            Geometry = new TorrentGeometry(length, Piece),
            Files = [new TorrentFile { Index = 0, Path = "hole", Length = length, Offset = 0 }],
            PieceHashes = hashes,
        };
        var progress = new Recorded();

        var report = new PieceChecker(metainfo, _folder.FullName, FileSystems.Local).Check(progress, CancellationToken.None);

        Assert.Equal(Enumerable.Range(0, 2_000).Where(i => i % 7 == 3), Missing(report.Pieces));
        if (OperatingSystem.IsLinux()) Assert.Equal(Piece, progress.Last.TotalBytes);
    }

    [Fact]
    public void Only_the_pieces_asked_for_are_checked()
    {
        var content = Write(TestVersion.Hybrid);
        File.Delete(PathOf("t/z"));
        var asked = new PieceSet(content.Geometry.PieceCount);
        for (var i = 1; i < asked.PieceCount; i += 3) asked.Add(content.Geometry.Piece(i));
        var (file, offset) = FindByte(content, 4);
        Flip(file, offset);

        var right = new PieceChecker(content.Metainfo, _folder.FullName, FileSystems.Local).CheckPieces(asked, null, CancellationToken.None);

        Assert.False(right.Contains(4));
        Assert.False(right.Contains(0));
        Assert.True(right.Contains(1));
    }

    [Fact]
    public void Without_any_hash_nothing_is_right()
    {
        var content = Write(TestVersion.V2).With(metainfo => metainfo with { PieceLayers = null });

        Assert.Equal(0, Check(content).Pieces.Count);
    }

    [Fact]
    public async Task A_check_can_be_cancelled()
    {
        var content = Write(TestVersion.V1);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => TorrentVerifier.VerifyAsync(content.Metainfo, _folder.FullName, null, new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Progress_ends_at_the_total()
    {
        var content = Write(TestVersion.V2);
        var progress = new Recorded();

        await TorrentVerifier.VerifyAsync(content.Metainfo, _folder.FullName, progress);

        Assert.True(progress.Most > 0);
        Assert.InRange(progress.Most, content.Metainfo.ContentBytes, progress.Last.TotalBytes);
    }

    private TestContent Write(TestVersion version)
    {
        var content = TestContent.Make(version, Piece, Tree);
        content.WriteTo(_folder.FullName);
        return content;
    }

    private VerifyReport Check(TestContent content) =>
        new PieceChecker(content.Metainfo, _folder.FullName, FileSystems.Local).Check(null, CancellationToken.None);

    private string PathOf(string path) => Path.Combine(_folder.FullName, path);

    private static (TorrentFile File, long Offset) FindByte(TestContent content, int piece)
    {
        var offset = content.Geometry.OffsetOf(content.Geometry.Piece(piece));
        var file = content.Metainfo.Files.First(f => !f.IsPad && f.Offset + f.Length > offset);
        return (file, Math.Max(0, offset - file.Offset));
    }

    private void Flip(TorrentFile file, long offset)
    {
        using var stream = File.Open(PathOf(file.Path), FileMode.Open);
        stream.Position = offset;
        var value = stream.ReadByte();
        stream.Position = offset;
        stream.WriteByte((byte)(value ^ 1));
    }

    private static void WriteSparse(string path, byte[] bytes)
    {
        using var stream = File.Create(path);
        stream.SetLength(bytes.Length);
        for (var offset = 0; offset < bytes.Length; offset += 4_096)
        {
            var part = bytes.AsSpan(offset, Math.Min(4_096, bytes.Length - offset));
            if (part.IndexOfAnyExcept((byte)0) < 0) continue;
            stream.Position = offset;
            stream.Write(part);
        }
    }

    private static byte[] Changed(ReadOnlyMemory<byte> hashes, int at)
    {
        var changed = hashes.ToArray();
        changed[at] ^= 1;
        return changed;
    }

    private static IEnumerable<int> Missing(PieceSet right) => Enumerable.Range(0, right.PieceCount).Where(i => !right.Contains(i));

    private sealed class Recorded : IProgress<HashingProgress>
    {
        private readonly Lock _lock = new();

        public HashingProgress Last { get; private set; }

        public long Most { get; private set; }

        public void Report(HashingProgress value)
        {
            lock (_lock) (Last, Most) = (value, Math.Max(Most, value.DoneBytes));
        }
    }
}
