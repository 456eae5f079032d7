using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Shoal.Core.Metainfo;
using Shoal.Engine.Hashing;
using Shoal.Engine.Platform;
using Shoal.Engine.Sessions;

namespace Shoal.Engine.Tests.Hashing;

/// <summary>A torrent made of a folder says what is in the folder, and the folder is whole by it.</summary>
public sealed partial class TorrentCreatorTests : IDisposable
{
    private const int PieceBytes = 32_768;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shoal-create-");
    private readonly Random _random = new(7);

    public static TheoryData<TorrentKind> Kinds => [TorrentKind.V1, TorrentKind.V2, TorrentKind.Hybrid];

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_folder_is_whole_by_its_own_torrent(TorrentKind kind)
    {
        WriteTree();

        var created = await CreateAsync("tree", kind);

        Assert.True(MetainfoReader.TryRead(created.TorrentFile, out var read, out _));
        var report = await TorrentVerifier.VerifyAsync(read, _folder.FullName);
        Assert.True(report.IsWhole, string.Join("; ", report.Files.Select(f => $"{f.File.Path} {f.Condition} {f.BadPieces}")));
        Assert.Empty(created.Notes);
        Assert.Equal(
            ["tree/a/empty", "tree/a/one", "tree/big", "tree/z", "tree/ünï/名前.txt"],
            read.Files.Where(f => !f.IsPad).Select(f => f.Path));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_single_file_is_whole_by_its_own_torrent(TorrentKind kind)
    {
        Write("file.bin", 5 * PieceBytes + 3);

        var created = await CreateAsync("file.bin", kind);

        Assert.False(created.Metainfo.IsFolder);
        Assert.True((await TorrentVerifier.VerifyAsync(created.Metainfo, _folder.FullName)).IsWhole);
    }

    [Fact]
    public async Task Pieces_of_v1_are_the_sha1_of_the_files_end_to_end()
    {
        WriteTree();

        var created = await CreateAsync("tree", TorrentKind.V1);

        var bytes = created.Metainfo.Files.SelectMany(f => File.ReadAllBytes(PathOf(f.Path))).ToArray();
        var hashes = bytes.Chunk(PieceBytes).SelectMany(SHA1.HashData);
        Assert.Equal(hashes, created.Metainfo.PieceHashes.ToArray());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Hundreds_of_small_files_are_read_right(TorrentKind kind)
    {
        for (var i = 0; i < 700; i++) Write($"many/d{i % 9}/f{i}", _random.Next(5_000));

        var created = await CreateAsync("many", kind);

        Assert.True((await TorrentVerifier.VerifyAsync(created.Metainfo, _folder.FullName)).IsWhole);
    }

    [Fact]
    public async Task A_link_inside_the_folder_stays_a_link_and_others_are_left_out_with_a_note()
    {
        if (OperatingSystem.IsWindows()) return;
        WriteTree();
        Write("outside", 10);
        File.CreateSymbolicLink(PathOf("tree/a/good"), "../big");
        File.CreateSymbolicLink(PathOf("tree/out"), "../outside");
        File.CreateSymbolicLink(PathOf("tree/absolute"), "/etc/passwd");
        File.CreateSymbolicLink(PathOf("tree/dangling"), "nothing");

        var created = await CreateAsync("tree", TorrentKind.Hybrid);

        var link = Assert.Single(created.Metainfo.Files, f => f.SymlinkTarget is not null);
        Assert.Equal(("tree/a/good", "tree/big"), (link.Path, link.SymlinkTarget));
        Assert.Equal(3, created.Notes.Count);
        Assert.True((await TorrentVerifier.VerifyAsync(created.Metainfo, _folder.FullName)).IsWhole);
    }

    [Fact]
    public async Task A_pipe_in_the_folder_is_refused_by_name()
    {
        if (!OperatingSystem.IsLinux()) return;
        WriteTree();
        Assert.Equal(0, MakePipe(PathOf("tree/pipe"), 0x1b6));

        var refusal = await Assert.ThrowsAsync<TorrentCreationException>(() => CreateAsync("tree", TorrentKind.V1));

        Assert.StartsWith("pipe: not a file or folder", refusal.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<TorrentCreationException>(() => CreateAsync("tree/pipe", TorrentKind.V1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_file_that_changes_meanwhile_is_noticed(int growth)
    {
        WriteTree();
        var tree = SourceTree.Read(PathOf("tree"), FileSystems.Local, CancellationToken.None);
        using (var file = File.OpenWrite(PathOf("tree/big"))) file.SetLength(file.Length + growth);
        File.SetLastWriteTimeUtc(PathOf("tree/big"), DateTime.UnixEpoch);

        var refusal = Assert.Throws<TorrentCreationException>(() => Create(tree));

        Assert.StartsWith("big: it changed", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_vanishes_meanwhile_is_noticed()
    {
        WriteTree();
        var tree = SourceTree.Read(PathOf("tree"), FileSystems.Local, CancellationToken.None);
        File.Delete(PathOf("tree/big"));

        Assert.StartsWith("big: it changed", Assert.Throws<TorrentCreationException>(() => Create(tree)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_there_or_empty_is_refused_in_one_line()
    {
        Directory.CreateDirectory(PathOf("hollow"));

        var missing = await Assert.ThrowsAsync<TorrentCreationException>(() => CreateAsync("nothing", TorrentKind.V1));
        var hollow = await Assert.ThrowsAsync<TorrentCreationException>(() => CreateAsync("hollow", TorrentKind.V1));

        Assert.EndsWith("nothing: no such file or folder.", missing.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', hollow.Message);
    }

    [Fact]
    public async Task The_runnable_file_is_marked()
    {
        if (OperatingSystem.IsWindows()) return;
        WriteTree();
        File.SetUnixFileMode(PathOf("tree/z"), UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var created = await CreateAsync("tree", TorrentKind.V2);

        Assert.Equal(["tree/z"], created.Metainfo.Files.Where(f => f.IsExecutable).Select(f => f.Path));
    }

    [Fact]
    public async Task A_name_that_others_will_see_changed_is_noted()
    {
        if (OperatingSystem.IsWindows()) return;
        Write("odd/a:b", 10);

        var created = await CreateAsync("odd", TorrentKind.V1);

        Assert.Equal("odd/a:b: others will call it odd/a_b, a name that every system takes.", Assert.Single(created.Notes));
    }

    [Fact]
    public async Task Making_a_torrent_can_be_cancelled()
    {
        WriteTree();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => TorrentMaker.CreateAsync(
            new CreateTorrent { Path = PathOf("tree") }, null, new CancellationToken(canceled: true)));
    }

    private Task<CreatedTorrent> CreateAsync(string path, TorrentKind kind) =>
        TorrentMaker.CreateAsync(new CreateTorrent { Path = PathOf(path), Kind = kind, PieceBytes = PieceBytes });

    private CreatedTorrent Create(SourceTree tree) => TorrentCreator.Create(
        new CreateTorrent { Path = tree.Root, PieceBytes = PieceBytes }, tree, FileSystems.Local, null, CancellationToken.None);

    private void WriteTree()
    {
        Write("tree/a/one", 1);
        Write("tree/a/empty", 0);
        Write("tree/big", 40 * PieceBytes + 17);
        Write("tree/ünï/名前.txt", 2 * PieceBytes);
        Write("tree/z", 16_384);
    }

    private void Write(string path, int bytes)
    {
        var content = new byte[bytes];
        _random.NextBytes(content);
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(path))!);
        File.WriteAllBytes(PathOf(path), content);
    }

    private string PathOf(string path) => Path.Combine(_folder.FullName, path);

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakePipe(string path, uint mode);
}
