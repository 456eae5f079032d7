using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Shoal.Core.Hashing;

namespace Shoal.Core.Tests.Hashing;

/// <summary>Every way of hashing gives what SHA1 and SHA256 give.</summary>
public sealed unsafe class LaneHashingTests : IDisposable
{
    private const int MemoryBytes = 1 << 20;
    private readonly byte* _memory = (byte*)NativeMemory.Alloc(MemoryBytes);

    public delegate void HashMany(ReadOnlySpan<HashInput> inputs, Span<byte> digests);

    public static TheoryData<string> Ways => ["sha1-512", "sha1-256", "sha1-best", "sha256-512", "sha256-256", "sha256-best"];

    public LaneHashingTests() => new Random(4).NextBytes(new Span<byte>(_memory, MemoryBytes));

    public void Dispose() => NativeMemory.Free(_memory);

    [Theory]
    [MemberData(nameof(Ways))]
    public void Lengths_around_the_padding_of_a_block_are_hashed_right(string way)
    {
        int[] lengths = [0, 1, 55, 56, 57, 63, 64, 65, 119, 120, 121, 127, 128, 129, 183, 184, 191, 192, 193, 16_383, 16_384, 16_385];

        Check(way, lengths, seed: 0);
        foreach (var length in lengths) Check(way, [.. Enumerable.Repeat(length, 16)], seed: 0);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Every_number_of_equal_inputs_is_hashed_right(string way)
    {
        for (var count = 0; count <= 40; count++) Check(way, [.. Enumerable.Repeat(700, count)], seed: count);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Every_number_of_unequal_inputs_is_hashed_right(string way)
    {
        for (var count = 1; count <= 40; count++)
        {
            var random = new Random(count);
            Check(way, [.. Enumerable.Range(0, count).Select(_ => random.Next(5_001))], seed: count);
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void One_long_input_among_many_short_ones_is_hashed_right(string way) =>
        Check(way, [.. Enumerable.Repeat(70, 30), 500_000, .. Enumerable.Repeat(3_000, 30)], seed: 1);

    [Theory]
    [MemberData(nameof(Ways))]
    public void More_inputs_than_are_sorted_at_a_time_are_hashed_right(string way)
    {
        var random = new Random(9);
        Check(way, [.. Enumerable.Range(0, 700).Select(_ => random.Next(300))], seed: 9);
    }

    [Fact]
    public void Digests_that_do_not_fit_are_refused()
    {
        var inputs = new HashInput[] { new(_memory, 1), new(_memory, 1) };

        Assert.Throws<ArgumentOutOfRangeException>(() => Sha1Lanes.Hash(inputs, new byte[39]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Sha256Lanes.Hash(inputs, new byte[63]));
    }

    [Fact]
    public void Nothing_is_allocated_for_a_batch()
    {
        var inputs = Enumerable.Range(0, 300).Select(i => new HashInput(_memory, i * 50)).ToArray();
        var digests = new byte[300 * 32];
        Sha1Lanes.Hash(inputs, digests);
        Sha256Lanes.Hash(inputs, digests);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Sha1Lanes.Hash(inputs, digests);
        Sha256Lanes.Hash(inputs, digests);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private void Check(string way, int[] lengths, int seed)
    {
        if (Find(way) is not { } hash) return;
        var random = new Random(seed);
        var inputs = lengths.Select(length => new HashInput(_memory + random.Next(MemoryBytes - length), length)).ToArray();
        var isSha1 = way.StartsWith("sha1-", StringComparison.Ordinal);
        var size = isSha1 ? SHA1.HashSizeInBytes : SHA256.HashSizeInBytes;
        var digests = new byte[inputs.Length * size];

        hash(inputs, digests);

        for (var i = 0; i < inputs.Length; i++)
        {
            var expected = isSha1 ? SHA1.HashData(inputs[i].Span) : SHA256.HashData(inputs[i].Span);
            Assert.True(
                digests.AsSpan(i * size, size).SequenceEqual(expected),
                $"{way}, seed {seed}: input {i} of {inputs.Length}, {inputs[i].Length} bytes");
        }
    }

    /// <summary>Null when this CPU cannot run that way.</summary>
    private static HashMany? Find(string way) => way switch
    {
        "sha1-best" => Sha1Lanes.Hash,
        "sha256-best" => Sha256Lanes.Hash,
        "sha1-512" when Sha1Kernel512.IsSupported => (i, d) => LaneScheduler<Sha1Digest, Sha1Kernel512>.Hash(i, d, breakEven: 0),
        "sha1-256" when Sha1Kernel256.IsSupported => (i, d) => LaneScheduler<Sha1Digest, Sha1Kernel256>.Hash(i, d, breakEven: 0),
        "sha256-512" when Sha256Kernel512.IsSupported => (i, d) => LaneScheduler<Sha256Digest, Sha256Kernel512>.Hash(i, d, breakEven: 0),
        "sha256-256" when Sha256Kernel256.IsSupported => (i, d) => LaneScheduler<Sha256Digest, Sha256Kernel256>.Hash(i, d, breakEven: 0),
        _ => null,
    };
}
