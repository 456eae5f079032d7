using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Shoal.Core.Hashing;

/// <summary>SHA-1 of a few messages that grow side by side, part by part: pieces too long to be in memory all at once.</summary>
/// <remarks>Not for two threads at once. Few messages go to the platform's hash, many to the lanes of a vector.</remarks>
public sealed unsafe class Sha1Streams : IDisposable
{
    /// <summary>Most messages at once.</summary>
    public const int Capacity = 16;

    private const int BlockBytes = 64;
    private const int StateWords = 5;
    private const int TailBytes = 2 * BlockBytes;
    private const int StateBytes = StateWords * Capacity * sizeof(uint);

    private readonly int _lanes;
    private readonly int _breakEven;
    private readonly uint* _state;
    private readonly uint* _saved;
    private readonly byte** _rows;
    private readonly byte* _tails;
    private readonly int[] _blocksLeft = new int[Capacity];
    private readonly long[] _lengths = new long[Capacity];
    private readonly IncrementalHash?[] _single = new IncrementalHash?[Capacity];
    private int _count;
    private bool _isSingle;

    public Sha1Streams()
        : this(LanePlan.Lanes, LanePlan.Sha1BreakEven)
    {
    }

    /// <param name="lanes">16, 8, or 1 for the platform's hash.</param>
    /// <param name="breakEven">Messages from which lanes are used.</param>
    internal Sha1Streams(int lanes, int breakEven)
    {
        (_lanes, _breakEven) = (lanes, breakEven);
        var memory = (byte*)NativeMemory.AlignedAlloc(2 * StateBytes + Capacity * (TailBytes + 8), BlockBytes);
        _state = (uint*)memory;
        _saved = (uint*)(memory + StateBytes);
        _tails = memory + 2 * StateBytes;
        _rows = (byte**)(_tails + Capacity * TailBytes);
    }

    ~Sha1Streams() => NativeMemory.AlignedFree(_state);

    /// <summary>Messages that are fastest at once on this CPU: the lanes, or as many as there may be.</summary>
    public int Preferred => _lanes > 1 ? _lanes : Capacity;

    /// <summary>Begins new messages; what was not finished is forgotten.</summary>
    /// <param name="count">1 to <see cref="Preferred"/>.</param>
    public void Start(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Preferred);
        _count = count;
        _isSingle = _lanes == 1 || count < _breakEven;
        Array.Clear(_lengths);
        Array.Clear(_blocksLeft);
        if (_isSingle) StartSingle();
        else StartLanes();
    }

    /// <summary>Adds a part to each message.</summary>
    /// <param name="parts">One a message, may be empty; every part but a message's last is a multiple of 64 bytes.</param>
    public void Append(ReadOnlySpan<HashInput> parts)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(parts.Length, _count, nameof(parts));
        for (var i = 0; i < _count; i++)
        {
            if (_isSingle) _single[i]!.AppendData(parts[i].Span);
            else Add(i, parts[i]);
        }

        if (!_isSingle) CompressAll();
    }

    /// <summary>Ends all messages.</summary>
    /// <param name="digests">20 bytes a message.</param>
    public void Finish(Span<byte> digests)
    {
        if (!_isSingle) CompressTails();
        for (var i = 0; i < _count; i++)
        {
            var digest = digests.Slice(i * Sha1Lanes.DigestSize, Sha1Lanes.DigestSize);
            if (_isSingle) _single[i]!.GetHashAndReset(digest);
            else WriteDigest(i, digest);
        }
    }

    public void Dispose()
    {
        foreach (var hash in _single) hash?.Dispose();
        NativeMemory.AlignedFree(_state);
        GC.SuppressFinalize(this);
    }

    private void StartSingle()
    {
        Span<byte> forgotten = stackalloc byte[Sha1Lanes.DigestSize];
        for (var i = 0; i < _count; i++)
        {
            if (_single[i] is { } hash) hash.GetHashAndReset(forgotten);
            else _single[i] = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        }
    }

    private void StartLanes()
    {
        for (var word = 0; word < StateWords; word++)
            new Span<uint>(_state + word * _lanes, _lanes).Fill(Sha1Digest.InitialState[word]);
    }

    private void Add(int lane, HashInput part)
    {
        if (part.Length > 0 && _lengths[lane] % BlockBytes != 0) throw new InvalidOperationException("A part after the last.");
        var rest = part.Length % BlockBytes;
        _lengths[lane] += part.Length;
        _blocksLeft[lane] = part.Length / BlockBytes;
        _rows[lane] = part.Start;
        part.Span[^rest..].CopyTo(new Span<byte>(_tails + lane * TailBytes, TailBytes));
    }

    private void CompressTails()
    {
        for (var lane = 0; lane < _count; lane++)
        {
            var rest = (int)(_lengths[lane] % BlockBytes);
            var tail = new Span<byte>(_tails + lane * TailBytes, rest < BlockBytes - 8 ? BlockBytes : TailBytes);
            tail[rest..].Clear();
            tail[rest] = 0x80;
            BinaryPrimitives.WriteInt64BigEndian(tail[^8..], _lengths[lane] * 8);
            _blocksLeft[lane] = tail.Length / BlockBytes;
            _rows[lane] = _tails + lane * TailBytes;
        }

        CompressAll();
    }

    private void CompressAll()
    {
        while (true)
        {
            var (blocks, leader) = (int.MaxValue, 0);
            for (var lane = 0; lane < _count; lane++)
            {
                if (_blocksLeft[lane] == 0 || _blocksLeft[lane] >= blocks) continue;
                (blocks, leader) = (_blocksLeft[lane], lane);
            }

            if (blocks == int.MaxValue) return;
            Compress(blocks, leader);
        }
    }

    /// <summary>Takes the lanes with blocks left forward; those without go along, and get their state back.</summary>
    private void Compress(int blocks, int leader)
    {
        for (var lane = 0; lane < _lanes; lane++)
        {
            if (_blocksLeft[lane] == 0) _rows[lane] = _rows[leader];
        }

        new Span<byte>(_state, StateBytes).CopyTo(new Span<byte>(_saved, StateBytes));
        if (_lanes == 16) Sha1Kernel512.Compress(_state, _rows, blocks);
        else Sha1Kernel256.Compress(_state, _rows, blocks);

        for (var lane = 0; lane < _lanes; lane++)
        {
            if (_blocksLeft[lane] == 0)
            {
                for (var word = 0; word < StateWords; word++) _state[word * _lanes + lane] = _saved[word * _lanes + lane];
                continue;
            }

            _blocksLeft[lane] -= blocks;
            _rows[lane] += (nint)blocks * BlockBytes;
        }
    }

    private void WriteDigest(int lane, Span<byte> digest)
    {
        for (var word = 0; word < StateWords; word++)
            BinaryPrimitives.WriteUInt32BigEndian(digest[(word * sizeof(uint))..], _state[word * _lanes + lane]);
    }
}
