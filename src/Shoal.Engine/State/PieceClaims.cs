using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Shoal.Core.Pieces;

namespace Shoal.Engine.State;

/// <summary>Pieces that are written, each noted before anybody is told of it: whatever kills the process, nothing of them is hashed or sent again.</summary>
/// <remarks>
/// What was written to a file stays when the process dies, but not when the power goes. So the notes name the start of the system, and the
/// mount, under which they were made, and under any other they say nothing: the journal's claims, which are made after a sync, hold then.
/// <code>
/// +-----------------+----------------------------+
/// | start (16)      | piece (32) | ~piece (32) | ...   little-endian; a torn or empty note ends the file
/// +-----------------+----------------------------+
/// </code>
/// </remarks>
internal sealed class PieceClaims : IDisposable
{
    private const int StartBytes = 16, NoteBytes = 8;

    private readonly Lock _lock = new();
    private readonly SafeFileHandle _file;
    private long _end;
    private bool _isClosed;

    private PieceClaims(SafeFileHandle file) => _file = file;

    /// <summary>Begins a file of notes; null where the system does not tell its starts apart.</summary>
    /// <param name="path">Replaced.</param>
    /// <param name="already">Pieces written by now.</param>
    /// <exception cref="IOException">The disk failed.</exception>
    public static PieceClaims? Begin(string path, PieceSet already)
    {
        var file = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read);
        if (StartOf(file) is not { } start)
        {
            file.Dispose();
            return null;
        }

        var claims = new PieceClaims(file);
        var bytes = new byte[StartBytes + already.Count * NoteBytes];
        start.CopyTo(bytes, 0);
        var at = StartBytes;
        for (var piece = 0; piece < already.PieceCount; piece++)
        {
            if (!already.Contains(piece)) continue;
            Write(bytes.AsSpan(at), piece);
            at += NoteBytes;
        }

        claims.Append(bytes);
        return claims;
    }

    /// <summary>What was noted under this start of the system; null when nothing can be believed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="geometry">Of the torrent whose pieces they are.</param>
    public static PieceSet? Read(string path, TorrentGeometry geometry)
    {
        try
        {
            if (!File.Exists(path)) return null;
            using var file = File.OpenHandle(path);
            var bytes = new byte[Math.Min(RandomAccess.GetLength(file), StartBytes + (long)geometry.PieceCount * NoteBytes * 2)];
            var length = RandomAccess.Read(file, bytes, 0);
            if (length < StartBytes || StartOf(file) is not { } start || !bytes.AsSpan(0, StartBytes).SequenceEqual(start)) return null;
            var pieces = new PieceSet(geometry.PieceCount);
            for (var at = StartBytes; at + NoteBytes <= length && TryRead(bytes.AsSpan(at), geometry, out var piece); at += NoteBytes) pieces.Add(piece);
            return pieces;
        }
        catch (Exception expected) when (expected is IOException or UnauthorizedAccessException)
        {
            return null;   // expected: then the journal's claims are all there is
        }
    }

    /// <summary>Takes note. Any thread; a disk that fails costs a hashing later, no more.</summary>
    public void Add(PieceIndex piece)
    {
        Span<byte> note = stackalloc byte[NoteBytes];
        Write(note, piece.Value);
        Append(note);
    }

    public void Dispose()
    {
        lock (_lock) _isClosed = true;
        _file.Dispose();
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            if (_isClosed) return;
            try
            {
                RandomAccess.Write(_file, bytes, _end);
                _end += bytes.Length;
            }
            catch (IOException)
            {
                _isClosed = true;   // expected: a full disk. A note after a gap would not be found.
            }
        }
    }

    private static void Write(Span<byte> note, int piece)
    {
        BinaryPrimitives.WriteInt32LittleEndian(note, piece);
        BinaryPrimitives.WriteInt32LittleEndian(note[4..], ~piece);
    }

    private static bool TryRead(ReadOnlySpan<byte> note, TorrentGeometry geometry, out PieceIndex piece)
    {
        piece = default;
        var number = BinaryPrimitives.ReadUInt32LittleEndian(note);
        return BinaryPrimitives.ReadUInt32LittleEndian(note[4..]) == ~number && geometry.TryGetPiece(number, out piece);
    }

    // Linux names each start, and each mount under it: a disk that was pulled out and put in again may have lost what was written last.
    private static byte[]? StartOf(SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux()) return null;
        try
        {
            var boot = File.ReadAllText("/proc/sys/kernel/random/boot_id");
            var mount = File.ReadLines($"/proc/self/fdinfo/{file.DangerousGetHandle()}").First(line => line.StartsWith("mnt_id:", StringComparison.Ordinal));
            return SHA256.HashData(Encoding.UTF8.GetBytes(boot + mount))[..StartBytes];
        }
        catch (Exception expected) when (expected is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return null;   // expected: no /proc
        }
    }
}
