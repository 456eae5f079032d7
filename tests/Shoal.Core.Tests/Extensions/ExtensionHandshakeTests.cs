using System.Net;
using System.Text;
using Shoal.Core.Extensions;

namespace Shoal.Core.Tests.Extensions;

public class ExtensionHandshakeTests
{
    [Fact]
    public void The_example_of_BEP_10_is_read()
    {
        // As the BEP spells it: its micro sign is one byte.
        var example = Encoding.Latin1.GetBytes("d1:md11:LT_metadatai1e6:\u00b5T_PEXi2ee1:pi6881e1:v12:\u00b5Torrent 1.2e");

        Assert.True(ExtensionHandshake.TryRead(example, out var handshake));

        Assert.Equal(6881, handshake.ListenPort);
        Assert.EndsWith("Torrent 1.2", handshake.ClientName, StringComparison.Ordinal);
        Assert.False(handshake.Extensions.Supports(ExtensionId.UtMetadata));
    }

    [Fact]
    public void Everything_it_can_say_is_written_in_the_order_of_bencode_and_read_back()
    {
        var handshake = new ExtensionHandshake
        {
            Extensions = ExtensionMap.Of(ExtensionId.UtMetadata, ExtensionId.UtPex, ExtensionId.LtDontHave, ExtensionId.UploadOnly),
            ClientName = "Shoal 0.1",
            ListenPort = 6881,
            RequestQueue = 2000,
            YourAddress = IPAddress.Parse("1.2.3.4"),
            Ipv4 = IPAddress.Parse("::ffff:5.6.7.8"),
            Ipv6 = IPAddress.Parse("2001:db8::1"),
            MetadataBytes = 31_235,
            IsUploadOnly = true,
        };

        var payload = handshake.ToPayload();

        Assert.Equal(
            "d4:ipv44:\u0005\u0006\u0007\u00084:ipv616:\u0020\u0001\u000d\u00b8\0\0\0\0\0\0\0\0\0\0\0\u0001"
            + "1:md11:lt_donthavei3e11:upload_onlyi4e11:ut_metadatai1e6:ut_pexi2ee13:metadata_sizei31235e1:pi6881e4:reqqi2000e"
            + "11:upload_onlyi1e1:v9:Shoal 0.16:yourip4:\u0001\u0002\u0003\u0004e",
            Encoding.Latin1.GetString(payload));
        Assert.True(ExtensionHandshake.TryRead(payload, out var read));
        Assert.Equal(handshake with { Extensions = read.Extensions, Ipv4 = IPAddress.Parse("5.6.7.8") }, read);
        foreach (var id in Enum.GetValues<ExtensionId>()) Assert.Equal(handshake.Extensions[id], read.Extensions[id]);
    }

    [Fact]
    public void An_empty_dictionary_says_nothing()
    {
        Assert.True(ExtensionHandshake.TryRead("de"u8, out var handshake));
        Assert.Equal(new ExtensionHandshake(), handshake with { Extensions = ExtensionMap.Empty });
    }

    [Fact]
    public void A_later_handshake_changes_what_it_names_and_nothing_else()
    {
        Assert.True(ExtensionHandshake.TryRead("d1:md11:ut_metadatai7e6:ut_pexi9eee"u8, out var first));
        Assert.True(ExtensionHandshake.TryRead("d1:md11:lt_donthavei3e6:ut_pexi0eee"u8, out var second));

        var merged = first.Extensions.Merge(second.Extensions);

        Assert.Equal(7, merged[ExtensionId.UtMetadata]);
        Assert.Equal(3, merged[ExtensionId.LtDontHave]);
        Assert.False(merged.Supports(ExtensionId.UtPex));
    }

    [Theory]
    [InlineData("d1:m3:abc1:p3:xyz1:vi5e6:yourip3:abce")]
    [InlineData("d1:mli1ee4:ipv46:abcdef4:ipv64:abcd1:pi0e4:reqqi0ee")]
    [InlineData("d1:md11:ut_metadatai256e6:ut_pexi-1ee1:pi65536e4:reqqi-5ee")]
    [InlineData("d1:md11:ut_metadata1:aee")]
    public void Values_of_a_wrong_kind_or_size_count_as_missing(string payload)
    {
        Assert.True(ExtensionHandshake.TryRead(Encoding.Latin1.GetBytes(payload), out var handshake));

        Assert.Equal(new ExtensionHandshake(), handshake with { Extensions = ExtensionMap.Empty });
        Assert.DoesNotContain(Enum.GetValues<ExtensionId>(), id => handshake.Extensions.Supports(id));
    }

    [Fact]
    public void An_ipv4_address_in_the_clothes_of_ipv6_is_an_ipv4_address()
    {
        var mapped = Encoding.Latin1.GetString(IPAddress.Parse("::ffff:1.2.3.4").GetAddressBytes());
        Assert.True(ExtensionHandshake.TryRead(Encoding.Latin1.GetBytes($"d4:ipv616:{mapped}6:yourip16:{mapped}e"), out var handshake));
        Assert.Null(handshake.Ipv6);
        Assert.Equal(IPAddress.Parse("1.2.3.4"), handshake.YourAddress);
    }

    [Theory]
    [InlineData("d13:metadata_sizei0ee", 0)]
    [InlineData("d13:metadata_sizei-1ee", -1)]
    [InlineData("d13:metadata_sizei2147483647ee", int.MaxValue)]
    [InlineData("d13:metadata_sizei4294967296ee", 4_294_967_296)]
    public void The_metadata_size_is_handed_on_as_claimed(string payload, long expected)
    {
        Assert.True(ExtensionHandshake.TryRead(Encoding.Latin1.GetBytes(payload), out var handshake));
        Assert.Equal(expected, handshake.MetadataBytes);
    }

    [Theory]
    [InlineData(63, true)]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void A_handshake_names_64_extensions_at_most(int count, bool accepted)
    {
        var names = string.Concat(Enumerable.Range(0, count).Select(i => $"4:x{i:000}i{i % 256}e"));
        Assert.Equal(accepted, ExtensionHandshake.TryRead(Encoding.Latin1.GetBytes($"d1:md{names}ee"), out _));
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void A_handshake_is_64_KiB_long_at_most(int over, bool accepted)
    {
        var junk = ExtensionHandshake.MaxPayloadBytes + over - "d1:x65530:e".Length;
        var payload = Encoding.Latin1.GetBytes($"d1:x{junk:00000}:{new string('x', junk)}e");

        Assert.Equal(ExtensionHandshake.MaxPayloadBytes + over, payload.Length);
        Assert.Equal(accepted, ExtensionHandshake.TryRead(payload, out _));
    }

    [Fact]
    public void A_long_client_name_is_cut()
    {
        Assert.True(ExtensionHandshake.TryRead(Encoding.Latin1.GetBytes($"d1:v500:{new string('v', 500)}e"), out var handshake));
        Assert.Equal(ExtensionHandshake.MaxClientNameBytes, handshake.ClientName!.Length);
    }

    [Fact]
    public void Cut_anywhere_it_is_refused()
    {
        var payload = new ExtensionHandshake { Extensions = ExtensionMap.Of(ExtensionId.UtPex), ClientName = "x", ListenPort = 1 }.ToPayload();
        for (var cut = 0; cut < payload.Length; cut++) Assert.False(ExtensionHandshake.TryRead(payload.AsSpan(0, cut), out _));
    }

    [Fact]
    public void Nesting_without_end_is_refused()
    {
        Assert.False(ExtensionHandshake.TryRead(Encoding.Latin1.GetBytes("d1:m" + new string('l', 60_000)), out _));
        Assert.False(ExtensionHandshake.TryRead(Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat("d1:m", 15_000))), out _));
    }

    [Fact]
    public void Random_and_mutated_bytes_of_every_length_are_answered_without_a_throw() =>
        Hostile.Feed(10, new ExtensionHandshake { Extensions = ExtensionMap.Of(ExtensionId.UtPex), YourAddress = IPAddress.Loopback }.ToPayload(),
            bytes => ExtensionHandshake.TryRead(bytes, out _));
}
