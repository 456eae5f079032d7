using System.Buffers.Binary;

namespace Shoal.Core.Hashing;

/// <summary>The messages in the lanes of a kernel: each its state, how far it is, and its padded end.</summary>
/// <remarks>Lives in memory its user gives it (<see cref="Bytes"/>), on the stack for a batch.</remarks>
internal unsafe ref struct LaneSet<TDigest, TKernel>
    where TDigest : struct, ILaneDigest
    where TKernel : struct, ILaneKernel
{
    public const int MaxLanes = 16;
    private const int BlockBytes = 64;
    private const int MaxStateWords = 8;
    private const int Idle = -1;

    /// <summary>Room for state, rows and tails of every lane, in bytes.</summary>
    public const int Bytes = sizeof(uint) * MaxStateWords * MaxLanes + (8 + sizeof(int) * 3 + 2 * BlockBytes) * MaxLanes;

    private readonly uint* _state;
    private readonly byte** _rows;
    private readonly int* _blocksLeft;
    private readonly int* _tailBlocks;
    private readonly int* _input;
    private readonly byte* _tails;

    public LaneSet(byte* memory)
    {
        _state = (uint*)memory;
        _rows = (byte**)(_state + MaxStateWords * MaxLanes);
        _blocksLeft = (int*)(_rows + MaxLanes);
        _tailBlocks = _blocksLeft + MaxLanes;
        _input = _tailBlocks + MaxLanes;
        _tails = (byte*)(_input + MaxLanes);
        for (var lane = 0; lane < TKernel.Lanes; lane++) _input[lane] = Idle;
    }

    public int Busy { get; private set; }

    public readonly bool IsIdle(int lane) => _input[lane] == Idle;

    /// <param name="lane">An idle one.</param>
    /// <param name="number">The input's number, for its digest's place.</param>
    /// <param name="input">What to hash.</param>
    public void Start(int lane, int number, HashInput input)
    {
        for (var word = 0; word < TDigest.InitialState.Length; word++)
            _state[word * TKernel.Lanes + lane] = TDigest.InitialState[word];

        var rest = input.Length % BlockBytes;
        var tail = new Span<byte>(_tails + lane * 2 * BlockBytes, rest < BlockBytes - 8 ? BlockBytes : 2 * BlockBytes);
        tail[rest..].Clear();
        input.Span[^rest..].CopyTo(tail);
        tail[rest] = 0x80;
        BinaryPrimitives.WriteInt64BigEndian(tail[^8..], (long)input.Length * 8);

        _input[lane] = number;
        _rows[lane] = input.Start;
        _blocksLeft[lane] = input.Length / BlockBytes;
        _tailBlocks[lane] = tail.Length / BlockBytes;
        Busy++;
        if (_blocksLeft[lane] == 0) TurnToTail(lane);
    }

    /// <summary>Takes all lanes forward until one is at the end of its input or tail; writes the digests that are done.</summary>
    public void Advance(Span<byte> digests)
    {
        var (blocks, leader) = (int.MaxValue, 0);
        for (var lane = 0; lane < TKernel.Lanes; lane++)
        {
            if (IsIdle(lane) || _blocksLeft[lane] >= blocks) continue;
            (blocks, leader) = (_blocksLeft[lane], lane);
        }

        for (var lane = 0; lane < TKernel.Lanes; lane++)
        {
            if (IsIdle(lane)) _rows[lane] = _rows[leader]; // any readable bytes will do
        }

        TKernel.Compress(_state, _rows, blocks);
        for (var lane = 0; lane < TKernel.Lanes; lane++)
        {
            if (IsIdle(lane)) continue;
            _rows[lane] += (nint)blocks * BlockBytes;
            _blocksLeft[lane] -= blocks;
            if (_blocksLeft[lane] > 0) continue;
            if (_tailBlocks[lane] > 0) TurnToTail(lane);
            else Finish(lane, digests);
        }
    }

    private readonly void TurnToTail(int lane)
    {
        _rows[lane] = _tails + lane * 2 * BlockBytes;
        _blocksLeft[lane] = _tailBlocks[lane];
        _tailBlocks[lane] = 0;
    }

    private void Finish(int lane, Span<byte> digests)
    {
        var words = TDigest.InitialState.Length;
        var digest = digests.Slice(_input[lane] * words * sizeof(uint), words * sizeof(uint));
        for (var word = 0; word < words; word++)
            BinaryPrimitives.WriteUInt32BigEndian(digest[(word * sizeof(uint))..], _state[word * TKernel.Lanes + lane]);
        _input[lane] = Idle;
        Busy--;
    }
}
