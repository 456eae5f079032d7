using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Shoal.Core.Primitives;

namespace Shoal.Engine.Codes;

/// <summary>Remembers the hashes of files that were sent, so that sending them again, among others and with a new code, hashes nothing.</summary>
/// <remarks>
/// One file that grows by a note for each stretch of pieces. A torn note ends it, and one too long is begun anew: damage or loss costs a hashing.
/// <code>
/// +----------+------------------+------------+---------------+-------------+
/// | key (16) | first piece (32) | count (32) | count x root  | CRC32C (32) |   little-endian
/// +----------+------------------+------------+---------------+-------------+
/// </code>
/// The key is of the file as it is now, who ever calls it what, and of the piece length.
/// </remarks>
/// <param name="folder">Where; null remembers nothing.</param>
internal sealed class HashMemory(string? folder)
{
    /// <summary>Longest memory, in bytes: two million pieces.</summary>
    private const int BytesMax = 64 << 20;

    private const int KeyBytes = 16, HeadBytes = KeyBytes + 8, TailBytes = 4;

    private string Path => System.IO.Path.Combine(folder!, "pieces");

    /// <summary>What a file is remembered by: the same as long as nobody writes to it.</summary>
    public static UInt128 KeyOf(SentFile file, int pieceBytes)
    {
        var status = file.Status;
        var which = status.Identity == default ? System.IO.Path.Combine(file.Root, file.Path) : $"{status.Identity.Device} {status.Identity.Inode}";
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{pieceBytes} {status.LengthBytes} {status.ModifiedTicks} {which}"));
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    /// <summary>Fills in the roots that are remembered.</summary>
    /// <param name="places">For each key the first piece of its file and how many it has, counted in the space of all pieces.</param>
    /// <param name="roots">Of all pieces.</param>
    /// <param name="isKnown">Set for those filled in.</param>
    public void Recall(IReadOnlyDictionary<UInt128, (int First, int Count)> places, Span<byte> roots, Span<bool> isKnown)
    {
        for (var rest = (ReadOnlySpan<byte>)Load(); TryRead(ref rest, out var key, out var first, out var found);)
        {
            var count = found.Length / Sha256Hash.Size;
            if (!places.TryGetValue(key, out var place) || first > place.Count - count) continue;
            found.CopyTo(roots[((place.First + first) * Sha256Hash.Size)..]);
            isKnown.Slice(place.First + first, count).Fill(true);
        }
    }

    /// <summary>Adds notes, made by <see cref="Write"/>. One call at a time in this process; others append their own.</summary>
    public void Keep(ReadOnlySpan<byte> notes)
    {
        if (folder is null || notes.IsEmpty) return;
        try
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
            else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            using var file = new FileStream(Path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            file.Write(notes);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Expected: a full or read-only disk. It is only a memory.
        }
    }

    /// <summary>Writes a note.</summary>
    /// <param name="first">Counted in its file.</param>
    public static void Write(MemoryStream notes, UInt128 key, int first, ReadOnlySpan<byte> roots)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        BinaryPrimitives.WriteUInt128LittleEndian(head, key);
        BinaryPrimitives.WriteInt32LittleEndian(head[KeyBytes..], first);
        BinaryPrimitives.WriteInt32LittleEndian(head[(KeyBytes + 4)..], roots.Length / Sha256Hash.Size);
        Span<byte> tail = stackalloc byte[TailBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(tail, Check(head, roots));
        notes.Write(head);
        notes.Write(roots);
        notes.Write(tail);
    }

    private static bool TryRead(ref ReadOnlySpan<byte> notes, out UInt128 key, out int first, out ReadOnlySpan<byte> roots)
    {
        (key, first) = (0, 0);
        roots = default;
        if (notes.Length < HeadBytes + TailBytes) return false;
        var head = notes[..HeadBytes];
        (key, first) = (BinaryPrimitives.ReadUInt128LittleEndian(head), BinaryPrimitives.ReadInt32LittleEndian(head[KeyBytes..]));
        var count = BinaryPrimitives.ReadInt32LittleEndian(head[(KeyBytes + 4)..]);
        if (first < 0 || count < 0 || count > (notes.Length - HeadBytes - TailBytes) / Sha256Hash.Size) return false;
        roots = notes.Slice(HeadBytes, count * Sha256Hash.Size);
        if (BinaryPrimitives.ReadUInt32LittleEndian(notes[(HeadBytes + roots.Length)..]) != Check(head, roots)) return false;
        notes = notes[(HeadBytes + roots.Length + TailBytes)..];
        return true;
    }

    private byte[] Load()
    {
        if (folder is null) return [];
        try
        {
            var file = new FileInfo(Path);
            if (!file.Exists) return [];
            if (file.Length <= BytesMax) return File.ReadAllBytes(Path);
            file.Delete();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Expected: it is hashed again.
        }

        return [];
    }

    // Head and roots are whole numbers of 64 bits.
    private static uint Check(ReadOnlySpan<byte> head, ReadOnlySpan<byte> roots)
    {
        var crc = ~0u;
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(head)) crc = BitOperations.Crc32C(crc, word);
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(roots)) crc = BitOperations.Crc32C(crc, word);
        return crc;
    }
}
