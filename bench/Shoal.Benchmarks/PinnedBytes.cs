using System.Runtime.InteropServices;
using Shoal.Core.Hashing;

namespace Shoal.Benchmarks;

/// <summary>Random bytes that do not move, cut into equal inputs.</summary>
internal sealed unsafe class PinnedBytes : IDisposable
{
    // Pieces a power of two apart would fight for the same lines of the cache; a pool of buffers has such a gap too.
    private const int Gap = 4_096 + 64;
    private readonly byte* _memory;

    public PinnedBytes(int inputs, int bytes)
    {
        _memory = (byte*)NativeMemory.AlignedAlloc((nuint)inputs * (nuint)(bytes + Gap), 4_096);
        new Random(1).NextBytes(new Span<byte>(_memory, inputs * (bytes + Gap)));
        Inputs = [.. Enumerable.Range(0, inputs).Select(i => new HashInput(_memory + (long)i * (bytes + Gap), bytes))];
    }

    public HashInput[] Inputs { get; }

    public void Dispose() => NativeMemory.AlignedFree(_memory);
}
