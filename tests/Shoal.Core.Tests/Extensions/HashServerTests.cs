using Shoal.Core.Extensions;
using Shoal.Core.PeerWire;
using Shoal.Core.Primitives;

namespace Shoal.Core.Tests.Extensions;

public class HashServerTests
{
    // Five pieces of 32 KiB, the last of 20,000 bytes.
    private static readonly V2Torrent Small = new(32_768, 4 * 32_768 + 20_000);

    // What libtorrent 2.0.8 sent for the same file: whole bodies.
    [Theory]
    [InlineData(
        "160286973aa8073d94154d97dcbd43ac36b07f770315eeeaed61ec669bf13d7b5e00000001000000000000000400000002538f6152ae488a6aa81c37018e5edd5da50910fb"
        + "9748397d0b177818610b7b3244ad37c357102d395d3688446eff3794ae0cd8de5905398587e872b32618f7d8c2f3b016eaf4eb995e2d01260e0d0ccef7afa4213928e8f0"
        + "973d3c842ec90cf22f17c0b66577e1936f5c00f587370c62ccefbc41991d14a53613081416aea118b096839907303ba925ddd95e834a2afa578b885fcfee8ee19fa8b253"
        + "abc203f7")]
    [InlineData(
        "160286973aa8073d94154d97dcbd43ac36b07f770315eeeaed61ec669bf13d7b5e00000001000000040000000200000002d8864993bc1ec0b16f7ac6ee99a56f82fbe87e98"
        + "34152519ac3a78cbe0c642d0f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb4bdb56114e00fdd4c1f85c892bf35ac9a89289aaecb1ebd0a9"
        + "6cde606a748b5d7196d4139795ab8f5882491257d25f534d5ca34b0988961e5511e653d1f1f3936c")]
    public void It_answers_byte_for_byte_as_libtorrent_does(string body)
    {
        var expected = Convert.FromHexString(body);
        Assert.True(HashesMessage.TryRead(expected.AsSpan(1), out var theirs));
        var server = new HashServer(Small.Metainfo);

        Assert.True(server.TryAnswer(theirs.Range, server.NewBudget(), TimeSpan.Zero, out var hashes));

        var ours = new HashesMessage(theirs.Range, hashes);
        var frame = new byte[ours.FrameLength];
        ours.Write(frame);
        Assert.Equal(expected, frame[4..]);
        Assert.True(HashRequestRules.IsProven(theirs.Range, theirs.Hashes));
    }

    [Theory]
    [InlineData(1, 0, 8, 2, true)]
    [InlineData(1, 0, 4, 0, true)]
    [InlineData(1, 0, 4, 3, false)]
    [InlineData(1, 6, 2, 2, true)]
    [InlineData(1, 8, 2, 2, false)]
    [InlineData(1, 0, 16, 2, false)]
    [InlineData(1, 0, 3, 2, false)]
    [InlineData(1, 2, 4, 2, false)]
    [InlineData(1, 0, 0, 2, false)]
    [InlineData(0, 0, 4, 3, false)]
    [InlineData(2, 0, 2, 1, false)]
    [InlineData(4, 0, 2, 0, false)]
    [InlineData(uint.MaxValue, 0, 2, 0, false)]
    [InlineData(1, 0xffff_fffe, 2, 2, false)]
    [InlineData(1, 0, 0x8000_0000, 2, false)]
    [InlineData(1, 0, 2, uint.MaxValue, false)]
    public void Threats_row_32_only_what_lies_in_the_piece_layer_is_answered(uint baseLayer, uint index, uint length, uint proofLayers, bool answered)
    {
        var server = new HashServer(Small.Metainfo);
        var range = new HashRange(Small.RootOf(0), baseLayer, index, length, proofLayers);
        Assert.Equal(answered, server.TryAnswer(range, server.NewBudget(), TimeSpan.Zero, out _));
    }

    [Fact]
    public void Threats_row_32_a_length_over_8192_is_refused()
    {
        var range = new HashRange(default, 0, 0, 8192, 0);
        Assert.True(HashRequestRules.IsValid(range, 20));
        Assert.False(HashRequestRules.IsValid(range with { Length = 16_384 }, 20));
    }

    [Fact]
    public void A_root_of_no_file_is_refused()
    {
        var server = new HashServer(Small.Metainfo);
        var range = new HashRange(new Sha256Hash(new byte[32]), 1, 0, 4, 2);
        Assert.False(server.TryAnswer(range, server.NewBudget(), TimeSpan.Zero, out _));
    }

    [Fact]
    public void Every_valid_request_for_the_whole_way_up_is_answered_with_a_proof()
    {
        foreach (var pieces in new[] { 2, 3, 5, 8, 17, 511, 512, 513, 1026, 1537 })
        {
            var torrent = new V2Torrent(16_384, (pieces - 1) * 16_384L + 9);
            var server = new HashServer(torrent.Metainfo);
            var height = System.Numerics.BitOperations.Log2(System.Numerics.BitOperations.RoundUpToPowerOf2((uint)pieces));
            for (var length = 1u; length <= 1u << height; length *= 2)
            {
                for (var index = 0u; index < 1u << height; index += length * (uint)(1 + pieces / 300))
                {
                    var range = new HashRange(torrent.RootOf(0), 0, index / length * length, length, (uint)height - 1);
                    Assert.True(server.TryAnswer(range, new RequestBudget(1e9, 0), TimeSpan.Zero, out var hashes), range.ToString());
                    Assert.True(HashRequestRules.IsProven(range, hashes), range.ToString());
                    hashes[^1] ^= 1;
                    Assert.False(HashRequestRules.IsProven(range, hashes), range.ToString());
                }
            }
        }
    }

    [Fact]
    public void Threats_row_32_a_peer_that_floods_is_refused_until_later()
    {
        var server = new HashServer(Small.Metainfo);
        var budget = server.NewBudget();
        var range = new HashRange(Small.RootOf(0), 1, 0, 4, 2);
        var answers = 0;
        while (server.TryAnswer(range, budget, TimeSpan.Zero, out _)) answers++;

        Assert.InRange(answers, 1_000, 2_000);
        Assert.False(server.TryAnswer(range, budget, TimeSpan.Zero, out _));
        Assert.True(server.TryAnswer(range, budget, TimeSpan.FromSeconds(1), out _));
    }
}
