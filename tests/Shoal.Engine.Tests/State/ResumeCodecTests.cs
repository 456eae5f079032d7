using System.Buffers;
using Shoal.Engine.State;

namespace Shoal.Engine.Tests.State;

public sealed class ResumeCodecTests
{
    [Fact]
    public void A_record_survives_being_written_and_read()
    {
        foreach (var record in new[] { Records.Rich(1), Records.Small(2) })
        {
            Assert.True(ResumeCodec.TryRead(Bytes(record), out var read));
            Records.AssertSame(record, read);
        }
    }

    [Fact]
    public void A_record_cut_anywhere_is_refused()
    {
        var bytes = Bytes(Records.Rich(1));
        for (var length = 0; length < bytes.Length; length++) Assert.False(ResumeCodec.TryRead(bytes.AsSpan(0, length), out _), $"{length}");
    }

    [Fact]
    public void Any_byte_changed_gives_a_record_or_a_refusal_and_never_a_throw()
    {
        var bytes = Bytes(Records.Rich(1));
        for (var i = 0; i < bytes.Length; i++)
        {
            foreach (var change in new byte[] { 1, 0x10, 0x80, 0xff })
            {
                bytes[i] ^= change;
                ResumeCodec.TryRead(bytes, out _);
                bytes[i] ^= change;
            }
        }
    }

    [Fact]
    public void Random_bytes_of_every_length_are_refused()
    {
        const int seed = 39;
        var random = new Random(seed);
        for (var length = 0; length <= 256; length++)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            Assert.False(ResumeCodec.TryRead(bytes, out _), $"seed {seed}, length {length}");
        }
    }

    [Theory]
    [InlineData("d9:directory1:x7:hash v120:aaaaaaaaaaaaaaaaaaaae", true)]
    [InlineData("d9:directory1:x7:hash v119:aaaaaaaaaaaaaaaaaaae", false)]
    [InlineData("d9:directory1:xe", false)]
    [InlineData("d7:hash v120:aaaaaaaaaaaaaaaaaaaae", false)]
    [InlineData("d9:directory1:x4:downi-1e7:hash v120:aaaaaaaaaaaaaaaaaaaae", false)]
    [InlineData("d9:directory1:x5:files15:aaaaaaaaaaaaaaa7:hash v120:aaaaaaaaaaaaaaaaaaaae", false)]
    [InlineData("d9:directory1:x7:hash v120:aaaaaaaaaaaaaaaaaaaa6:pausedi2ee", false)]
    [InlineData("d9:directory1:x7:hash v120:aaaaaaaaaaaaaaaaaaaa11:piece counti2097153e6:pieces0:e", false)]
    [InlineData("d9:directory1:x7:hash v120:aaaaaaaaaaaaaaaaaaaa11:piece counti8e6:pieces2:aae", false)]
    [InlineData("d9:directory1:x7:hash v120:aaaaaaaaaaaaaaaaaaaa11:piece counti7e6:pieces1:\u0001e", false)]
    [InlineData("d9:directory1:x7:hash v120:aaaaaaaaaaaaaaaaaaaa5:peersl5:aaaaaee", false)]
    [InlineData("d9:directory1:x7:hash v120:aaaaaaaaaaaaaaaaaaaa6:wanted1:\u0002e", false)]
    [InlineData("d9:directory1:x7:hash v120:aaaaaaaaaaaaaaaaaaaa5:zzzzzlleee", true)]
    [InlineData("d9:directory1:x7:hash v120:aaaaaaaaaaaaaaaaaaaa5:zzzzzllllleeeeee", false)]
    [InlineData("d9:directory1:\u00007:hash v120:aaaaaaaaaaaaaaaaaaaae", false)]
    [InlineData("d9:directory1:x10:goal ratioi-2e7:hash v120:aaaaaaaaaaaaaaaaaaaae", false)]
    [InlineData("d9:directory1:x10:goal ratioi-1e7:hash v120:aaaaaaaaaaaaaaaaaaaae", true)]
    [InlineData("d9:directory1:x9:goal timei1000000001e7:hash v120:aaaaaaaaaaaaaaaaaaaae", false)]
    [InlineData("d9:directory1:x7:hash v120:aaaaaaaaaaaaaaaaaaaa6:labelsl3:a,bee", false)]
    [InlineData("d9:directory1:x7:hash v120:aaaaaaaaaaaaaaaaaaaa5:queuei-1152921504606846976ee", false)]
    [InlineData("d9:directory1:x7:hash v120:aaaaaaaaaaaaaaaaaaaa5:queuei-5ee", true)]
    [InlineData("d9:directory1:x9:directory1:y7:hash v120:aaaaaaaaaaaaaaaaaaaae", false)]
    public void Every_value_has_bounds(string bencoded, bool isFine) =>
        Assert.Equal(isFine, ResumeCodec.TryRead(System.Text.Encoding.Latin1.GetBytes(bencoded), out _));

    [Fact]
    public void More_trackers_than_the_limit_are_refused_and_never_written()
    {
        var atLimit = Records.Small(1) with { Trackers = [.. Enumerable.Repeat("http://t", ResumeCodec.MaxTrackers + 1)] };

        Assert.True(ResumeCodec.TryRead(Bytes(atLimit), out var read));
        Assert.Equal(ResumeCodec.MaxTrackers, read.Trackers.Count);
        var over = $"d9:directory1:x7:hash v120:aaaaaaaaaaaaaaaaaaaa8:trackersl{string.Concat(Enumerable.Repeat("1:t", ResumeCodec.MaxTrackers + 1))}ee";
        Assert.False(ResumeCodec.TryRead(System.Text.Encoding.ASCII.GetBytes(over), out _));
    }

    private static byte[] Bytes(ResumeRecord record)
    {
        var output = new ArrayBufferWriter<byte>();
        ResumeCodec.Write(record, output);
        return output.WrittenSpan.ToArray();
    }
}
