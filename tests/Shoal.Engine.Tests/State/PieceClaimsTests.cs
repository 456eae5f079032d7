using Shoal.Core.Pieces;
using Shoal.Engine.State;

namespace Shoal.Engine.Tests.State;

/// <summary>Notes of written pieces: believed after a kill, not after another start of the system.</summary>
public sealed class PieceClaimsTests : IDisposable
{
    private const int Start = 16, Note = 8;

    private static readonly TorrentGeometry Geometry = new(100 * 16_384L, 16_384);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shoal-claims-");

    private string File_ => Path.Combine(_folder.FullName, "claims");

    public void Dispose() => _folder.Delete(recursive: true);

    private static int[] Numbers(PieceSet pieces) => [.. Enumerable.Range(0, pieces.PieceCount).Where(pieces.Contains)];

    // Not disposed: as a kill leaves it.
    private PieceClaims NoteSome(params int[] pieces)
    {
        var already = new PieceSet(Geometry.PieceCount);
        already.Add(Geometry.Piece(3));
        var claims = PieceClaims.Begin(File_, already)!;
        foreach (var piece in pieces) claims.Add(Geometry.Piece(piece));
        return claims;
    }

    [Fact]
    public void What_was_noted_is_known_after_a_kill()
    {
        if (!OperatingSystem.IsLinux()) return;
        using var killed = NoteSome(7, 99, 0);

        Assert.Equal([0, 3, 7, 99], Numbers(PieceClaims.Read(File_, Geometry)!));
    }

    [Fact]
    public void Notes_of_another_start_of_the_system_say_nothing()
    {
        if (!OperatingSystem.IsLinux()) return;
        NoteSome(7).Dispose();
        var bytes = File.ReadAllBytes(File_);
        bytes[5] ^= 1;
        File.WriteAllBytes(File_, bytes);

        Assert.Null(PieceClaims.Read(File_, Geometry));
    }

    [Fact]
    public void A_file_cut_anywhere_gives_the_whole_notes_before_the_cut()
    {
        if (!OperatingSystem.IsLinux()) return;
        NoteSome(7, 50, 9).Dispose();
        var whole = File.ReadAllBytes(File_);
        for (var length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(File_, whole[..length]);
            var read = PieceClaims.Read(File_, Geometry);
            Assert.Equal(length < Start ? -1 : (length - Start) / Note, read is null ? -1 : read.Count);
        }
    }

    [Fact]
    public void Any_bytes_behind_the_start_are_read_without_a_fault()
    {
        if (!OperatingSystem.IsLinux()) return;
        NoteSome().Dispose();
        var start = File.ReadAllBytes(File_)[..Start];
        var random = new Random(20_261_121);
        for (var length = 0; length <= 256; length++)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            File.WriteAllBytes(File_, [.. start, .. bytes]);
            Assert.NotNull(PieceClaims.Read(File_, Geometry));
        }
    }

    [Fact]
    public void A_file_that_is_not_there_says_nothing() => Assert.Null(PieceClaims.Read(File_, Geometry));
}
