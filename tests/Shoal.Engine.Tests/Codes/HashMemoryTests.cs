using Shoal.Core.Primitives;
using Shoal.Engine.Codes;
using Shoal.Engine.Platform;

namespace Shoal.Engine.Tests.Codes;

/// <summary>What a sender remembers of files it hashed: never the hash of another file, whatever happened to the memory.</summary>
public sealed class HashMemoryTests : IDisposable
{
    private const int Pieces = 5;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shoal-memory-");
    private readonly byte[] _roots = new byte[Pieces * Sha256Hash.Size];

    public HashMemoryTests() => new Random(20_261_121).NextBytes(_roots);

    private string NotesPath => Path.Combine(_folder.FullName, "pieces");
    private HashMemory Memory => new(_folder.FullName);

    public void Dispose() => _folder.Delete(recursive: true);

    private static SentFile File_(long length = 1_000, long ticks = 77, ulong inode = 5, string path = "a") =>
        new("/somewhere", path, new FileStatus(length, 0, ticks, 1, new FileIdentity(1, inode), FileKind.File));

    private void Keep(UInt128 key, int first, int count)
    {
        using var notes = new MemoryStream();
        HashMemory.Write(notes, key, first, _roots.AsSpan(first * Sha256Hash.Size, count * Sha256Hash.Size));
        Memory.Keep(notes.ToArray());
    }

    // Which pieces of the one file are known, and that each is known rightly.
    private int[] Known(UInt128 key)
    {
        var (roots, isKnown) = (new byte[_roots.Length], new bool[Pieces]);
        Memory.Recall(new Dictionary<UInt128, (int, int)> { [key] = (0, Pieces) }, roots, isKnown);
        foreach (var piece in Enumerable.Range(0, Pieces).Where(piece => isKnown[piece]))
            Assert.Equal(_roots.AsSpan(piece * Sha256Hash.Size, Sha256Hash.Size), roots.AsSpan(piece * Sha256Hash.Size, Sha256Hash.Size));
        return [.. Enumerable.Range(0, Pieces).Where(piece => isKnown[piece])];
    }

    [Fact]
    public void What_was_hashed_in_parts_is_known_in_whole()
    {
        var key = HashMemory.KeyOf(File_(), 16_384);
        Keep(key, 3, 2);
        Keep(key, 0, 2);

        Assert.Equal([0, 1, 3, 4], Known(key));
    }

    [Fact]
    public void A_file_that_is_another_or_was_written_to_is_unknown_and_one_renamed_is_known()
    {
        var key = HashMemory.KeyOf(File_(), 16_384);
        Keep(key, 0, Pieces);

        Assert.Empty(Known(HashMemory.KeyOf(File_(length: 1_001), 16_384)));
        Assert.Empty(Known(HashMemory.KeyOf(File_(ticks: 78), 16_384)));
        Assert.Empty(Known(HashMemory.KeyOf(File_(inode: 6), 16_384)));
        Assert.Empty(Known(HashMemory.KeyOf(File_(), 32_768)));
        Assert.Equal(Pieces, Known(HashMemory.KeyOf(File_(path: "b"), 16_384)).Length);
    }

    [Fact]
    public void A_memory_cut_anywhere_or_with_a_wrong_bit_tells_nothing_wrong()
    {
        var key = HashMemory.KeyOf(File_(), 16_384);
        Keep(key, 0, 2);
        Keep(key, 2, 3);
        var whole = File.ReadAllBytes(NotesPath);
        for (var at = 0; at < whole.Length; at++)
        {
            File.WriteAllBytes(NotesPath, whole[..at]);
            Assert.True(Known(key).Length < Pieces, $"cut at {at}");
            byte[] flipped = [.. whole];
            flipped[at] ^= 0x10;
            File.WriteAllBytes(NotesPath, flipped);
            Assert.True(Known(key).Length < Pieces, $"flipped at {at}");
        }
    }

    [Fact]
    public void Any_bytes_are_read_without_a_fault()
    {
        var random = new Random(20_261_122);
        for (var length = 0; length <= 256; length++)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            File.WriteAllBytes(NotesPath, bytes);
            Assert.Empty(Known(HashMemory.KeyOf(File_(), 16_384)));
        }
    }

    [Fact]
    public void A_stretch_longer_than_its_file_is_not_believed()
    {
        var key = HashMemory.KeyOf(File_(), 16_384);
        Keep(key, 0, Pieces);
        var (roots, isKnown) = (new byte[2 * Sha256Hash.Size], new bool[2]);

        Memory.Recall(new Dictionary<UInt128, (int, int)> { [key] = (0, 2) }, roots, isKnown);

        Assert.Equal([false, false], isKnown);
    }

    [Fact]
    public void Without_a_folder_nothing_is_remembered()
    {
        new HashMemory(null).Keep([1, 2, 3]);

        new HashMemory(null).Recall(new Dictionary<UInt128, (int, int)>(), [], []);
    }
}
