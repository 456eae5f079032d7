using Shoal.Core.Metainfo;
using Shoal.Core.Primitives;
using Shoal.Engine.Hashing;

namespace Shoal.Engine.Codes;

/// <summary>The roots of all pieces that are sent: remembered ones first, the others as they are hashed, remembered now and then from there on.</summary>
internal sealed class SentRoots
{
    /// <summary>Hashed bytes after which they are written down: half a second's work at most is done twice.</summary>
    private const long KeepEveryBytes = 512L << 20;

    private readonly HashMemory _memory;
    private readonly TorrentLayout _layout;
    private readonly (UInt128 Key, int First, int Count)[] _files;
    private readonly bool[] _isKnown, _isKept;
    private readonly Lock _lock = new();
    private long _unkeptBytes;

    public SentRoots(IReadOnlyList<SentFile> files, TorrentLayout layout, HashMemory memory)
    {
        (_layout, _memory) = (layout, memory);
        var geometry = layout.Geometry;
        Bytes = new byte[geometry.PieceCount * Sha256Hash.Size];
        _files = [.. files.Select((file, i) => (HashMemory.KeyOf(file, geometry.PieceBytes), FirstOf(layout.Files[i]), CountOf(layout.Files[i])))];
        var isKnown = new bool[geometry.PieceCount];
        var places = new Dictionary<UInt128, (int First, int Count)>();
        foreach (var (key, first, count) in _files) places.TryAdd(key, (first, count));
        memory.Recall(places, Bytes, isKnown);
        foreach (var (key, first, count) in _files) Copy(places[key].First, first, count, isKnown);   // a file of several names
        (_isKnown, _isKept) = (isKnown, [.. isKnown]);
        Missing = Enumerable.Range(0, geometry.PieceCount).Where(piece => !isKnown[piece]).ToArray();
        MissingBytes = Missing.Sum(piece => (long)geometry.LengthOf(geometry.Piece(piece)));
    }

    /// <summary>32 bytes a piece.</summary>
    public byte[] Bytes { get; }

    /// <summary>Pieces to hash, in rising order.</summary>
    public int[] Missing { get; }
    public long MissingBytes { get; }

    /// <summary>Takes over what was hashed. Any thread.</summary>
    public void Take(PieceBatch batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            batch.Root(i).CopyTo(Bytes.AsSpan(batch.Piece(i).Value * Sha256Hash.Size));
            Volatile.Write(ref _isKnown[batch.Piece(i).Value], true);
        }

        if (Interlocked.Add(ref _unkeptBytes, batch.Bytes) >= KeepEveryBytes) Keep();
    }

    /// <summary>Writes down what is known and was not written down yet.</summary>
    public void Keep()
    {
        lock (_lock)
        {
            Interlocked.Exchange(ref _unkeptBytes, 0);
            using var notes = new MemoryStream();
            foreach (var (key, first, count) in _files)
            {
                for (var piece = first; piece < first + count; piece++)
                {
                    var begin = piece;
                    while (piece < first + count && Volatile.Read(ref _isKnown[piece]) && !_isKept[piece]) _isKept[piece++] = true;
                    if (piece > begin) HashMemory.Write(notes, key, begin - first, Bytes.AsSpan(begin * Sha256Hash.Size, (piece - begin) * Sha256Hash.Size));
                }
            }

            _memory.Keep(notes.GetBuffer().AsSpan(0, (int)notes.Length));
        }
    }

    private void Copy(int from, int to, int count, bool[] isKnown)
    {
        if (from == to) return;
        isKnown.AsSpan(from, count).CopyTo(isKnown.AsSpan(to));
        Bytes.AsSpan(from * Sha256Hash.Size, count * Sha256Hash.Size).CopyTo(Bytes.AsSpan(to * Sha256Hash.Size));
    }

    private int FirstOf(TorrentFile file) => (int)(file.Offset / _layout.Geometry.PieceBytes);
    private int CountOf(TorrentFile file) => (int)((file.Length + _layout.Geometry.PieceBytes - 1) / _layout.Geometry.PieceBytes);
}
