using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Shoal.Core.Hashing;

namespace Shoal.Core.Tests.Hashing;

/// <summary>Messages that grow part by part end with the digest of the whole, however they are cut.</summary>
public sealed unsafe class Sha1StreamsTests : IDisposable
{
    private const int MemoryBytes = 1 << 18;
    private readonly byte* _memory = (byte*)NativeMemory.Alloc(MemoryBytes);

    public static TheoryData<int> LaneCounts => [1, 8, 16];

    public Sha1StreamsTests() => new Random(5).NextBytes(new Span<byte>(_memory, MemoryBytes));

    public void Dispose() => NativeMemory.Free(_memory);

    [Theory]
    [MemberData(nameof(LaneCounts))]
    public void Messages_cut_anywhere_have_the_digest_of_the_whole(int lanes)
    {
        if (!CanRun(lanes)) return;
        using var streams = new Sha1Streams(lanes, breakEven: 0);
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var messages = Enumerable.Range(0, random.Next(1, streams.Preferred + 1))
                .Select(_ => new HashInput(_memory + random.Next(1_000), random.Next(6_000)))
                .ToArray();

            AssertDigests(streams, messages, partBytes: 64 * random.Next(1, 40), $"{lanes} lanes, seed {seed}");
        }
    }

    [Theory]
    [MemberData(nameof(LaneCounts))]
    public void A_message_that_ends_early_keeps_its_state_while_the_others_go_on(int lanes)
    {
        if (!CanRun(lanes)) return;
        using var streams = new Sha1Streams(lanes, breakEven: 0);
        HashInput[] messages = [new(_memory, 64), new(_memory, 200_000), new(_memory, 0), new(_memory, 130_001)];

        AssertDigests(streams, messages, partBytes: 32_768, $"{lanes} lanes");
    }

    [Fact]
    public void Few_messages_are_hashed_singly_and_many_in_lanes_with_the_same_digests()
    {
        using var streams = new Sha1Streams();
        for (var count = 1; count <= streams.Preferred; count++)
        {
            var messages = Enumerable.Range(0, count).Select(i => new HashInput(_memory + i, 5_000)).ToArray();
            AssertDigests(streams, messages, partBytes: 1_024, $"{count} messages");
        }
    }

    [Fact]
    public void What_was_begun_and_not_finished_is_forgotten()
    {
        using var streams = new Sha1Streams();
        streams.Start(2);
        streams.Append([new(_memory, 64), new(_memory, 64)]);

        AssertDigests(streams, [new(_memory, 64), new(_memory + 1, 64)], partBytes: 64, "after a start");
    }

    private static void AssertDigests(Sha1Streams streams, HashInput[] messages, int partBytes, string what)
    {
        var digests = new byte[messages.Length * 20];
        streams.Start(messages.Length);
        for (var offset = 0; messages.Any(m => m.Length > offset); offset += partBytes)
        {
            var at = offset;
            streams.Append(messages
                .Select(m => new HashInput(m.Start + Math.Min(at, m.Length), Math.Clamp(m.Length - at, 0, partBytes)))
                .ToArray());
        }

        streams.Finish(digests);

        for (var i = 0; i < messages.Length; i++)
            Assert.True(digests.AsSpan(i * 20, 20).SequenceEqual(SHA1.HashData(messages[i].Span)), $"{what}, message {i}");
    }

    private static bool CanRun(int lanes) => lanes switch
    {
        16 => Sha1Kernel512.IsSupported,
        8 => Sha1Kernel256.IsSupported,
        _ => true,
    };
}
