using System.Net;
using System.Text;
using Shoal.Core.Extensions;

namespace Shoal.Core.Tests.Extensions;

public class PexMessageTests
{
    [Fact]
    public void Both_families_are_written_as_BEP_11_says_and_read_back()
    {
        var message = new PexMessage
        {
            Added =
            [
                new(IPEndPoint.Parse("1.2.3.4:258"), PexFlags.UploadOnly | PexFlags.Reachable),
                new(IPEndPoint.Parse("[2001:db8::1]:6881"), PexFlags.SupportsUtp),
                new(IPEndPoint.Parse("[::ffff:5.6.7.8]:1"), PexFlags.None),
            ],
            Dropped = [IPEndPoint.Parse("9.9.9.9:9")],
        };

        var payload = message.ToPayload();

        Assert.StartsWith(
            "d5:added12:\u0001\u0002\u0003\u0004\u0001\u0002\u0005\u0006\u0007\u0008\0\u00017:added.f2:\u0012\u00006:added618:",
            Encoding.Latin1.GetString(payload), StringComparison.Ordinal);
        Assert.True(PexMessage.TryRead(payload, out var read));
        Assert.Equal(
            [
                new(IPEndPoint.Parse("1.2.3.4:258"), PexFlags.UploadOnly | PexFlags.Reachable),
                new(IPEndPoint.Parse("5.6.7.8:1"), PexFlags.None),
                new PexPeer(IPEndPoint.Parse("[2001:db8::1]:6881"), PexFlags.SupportsUtp),
            ],
            read.Added);
        Assert.Equal(message.Dropped, read.Dropped);
    }

    [Theory]
    [InlineData(99, 99)]
    [InlineData(100, 100)]
    [InlineData(101, 100)]
    [InlineData(10_000, 100)]
    public void Threats_row_27_a_flood_of_peers_is_cut(int sent, int kept)
    {
        var entries = string.Concat(Enumerable.Repeat("\u0001\u0002\u0003\u0004\u0001\u0002", sent));
        Assert.True(PexMessage.TryRead(Encoding.Latin1.GetBytes($"d5:added{entries.Length}:{entries}e"), out var message));
        Assert.Equal(kept, message.Added.Count);
    }

    [Fact]
    public void We_send_50_a_list_at_most()
    {
        var many = Enumerable.Range(1, 120).Select(i => new PexPeer(new IPEndPoint(i, 6881), PexFlags.None)).ToList();
        Assert.True(PexMessage.TryRead(new PexMessage { Added = many, Dropped = many.ConvertAll(p => p.Address) }.ToPayload(), out var message));
        Assert.Equal((50, 50), (message.Added.Count, message.Dropped.Count));
    }

    [Fact]
    public void Flags_that_are_missing_are_none_and_port_0_is_no_peer()
    {
        Assert.True(PexMessage.TryRead("d5:added18:abcdefghij\0\0klmnop7:added.f1:\u0002e"u8, out var message));
        Assert.Equal([PexFlags.UploadOnly, PexFlags.None], message.Added.Select(p => p.Flags));
    }

    [Theory]
    [InlineData("d5:added5:abcdee")]
    [InlineData("d6:added66:abcdefe")]
    [InlineData("d7:dropped7:abcdefge")]
    [InlineData("le")]
    [InlineData("")]
    public void Half_an_entry_is_refused(string payload) => Assert.False(PexMessage.TryRead(Encoding.Latin1.GetBytes(payload), out _));

    [Fact]
    public void Random_and_mutated_bytes_of_every_length_are_answered_without_a_throw() =>
        Hostile.Feed(11, new PexMessage { Added = [new(new IPEndPoint(1, 2), PexFlags.None)], Dropped = [new IPEndPoint(3, 4)] }.ToPayload(),
            bytes => PexMessage.TryRead(bytes, out _));
}
