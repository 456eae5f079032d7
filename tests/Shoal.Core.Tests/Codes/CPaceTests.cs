using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Shoal.Core.Codes;
using Shoal.Core.Tests.Bencoding;

namespace Shoal.Core.Tests.Codes;

/// <summary>Vectors of draft-irtf-cfrg-cpace-21 and RFC 9380, which live beside the repository.</summary>
public class CPaceTests
{
    private static byte[] Hex(JsonElement element) => Convert.FromHexString(element.GetString()!);

    private static JsonElement? Vectors(string file)
    {
        if (SharedVectors.Find($"vectors/{file}.json") is not { } path)
        {
            Console.WriteLine($"skipped: no vectors/{file}.json");
            return null;
        }

        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return document.RootElement.Clone();
    }

    internal static ECDiffieHellman Scalar(byte[] d) =>
        ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = d });

    [Fact]
    public void A_run_gives_the_shares_and_keys_of_the_draft()
    {
        if (Vectors("cpace_p256") is not { } vectors) return;
        var run = vectors.GetProperty("run");
        byte[] Of(string name) => Hex(run.GetProperty(name));
        var generator = CPace.Generator(Of("PRS"), Of("CI"), Of("sid"));
        using ECDiffieHellman a = Scalar(Of("ya")), b = Scalar(Of("yb"));
        var (shareA, shareB) = (CPace.Share(a, generator), CPace.Share(b, generator));

        Assert.Equal(Hex(vectors.GetProperty("generator_string")), CPace.GeneratorString(Of("PRS"), Of("CI"), Of("sid")));
        Assert.Equal(Of("g"), generator);
        Assert.Contains(Convert.ToHexStringLower(shareA), new[] { run.GetProperty("Ya").GetString(), vectors.GetProperty("Ya_alternative_negated").GetString() });
        Assert.Contains(Convert.ToHexStringLower(shareB), new[] { run.GetProperty("Yb").GetString(), vectors.GetProperty("Yb_alternative_negated").GetString() });
        Assert.True(CPace.TryAgree(a, shareB, shareA, out var kA));
        Assert.True(CPace.TryAgree(b, shareA, shareB, out var kB));
        Assert.Equal(Of("K"), kA);
        Assert.Equal(Of("K"), kB);
        Assert.Equal(Of("ISK_IR"), CPace.SessionKey(Of("sid"), kA, Of("Ya"), Of("ADa"), Of("Yb"), Of("ADb")));
    }

    [Fact]
    public void Points_are_checked_before_they_are_multiplied()
    {
        if (Vectors("cpace_p256") is not { } vectors) return;
        var valid = vectors.GetProperty("scalar_mult_vfy_valid");
        using var scalar = Scalar(Hex(valid.GetProperty("s")));
        var point = Hex(valid.GetProperty("X"));
        var ours = Hex(vectors.GetProperty("run").GetProperty("Ya"));

        Assert.True(CPace.TryAgree(scalar, point, ours, out var k));
        Assert.Equal(Hex(valid.GetProperty("G.scalar_mult_vfy(s,X) (only X-coordinate)")), k);
        foreach (var invalid in vectors.GetProperty("scalar_mult_vfy_invalid").EnumerateArray())
            Assert.False(CPace.TryAgree(scalar, Hex(invalid), ours, out _));
        Assert.False(CPace.TryAgree(scalar, ours, ours, out _));
        Assert.False(CPace.TryAgree(scalar, Hex(vectors.GetProperty("Ya_alternative_negated")), ours, out _));
        for (var length = 0; length < 130; length++) Assert.False(P256Curve.IsPoint(new byte[length]));
        byte[] beyond = [4, .. Enumerable.Repeat((byte)255, 64)];
        Assert.False(P256Curve.IsPoint(beyond));
    }

    [Fact]
    public void Strings_are_prefixed_as_in_the_draft()
    {
        if (Vectors("cpace_p256") is not { } vectors) return;
        var strings = vectors.GetProperty("string_utils");
        foreach (var one in strings.GetProperty("prepend_len").EnumerateArray())
            Assert.Equal(Hex(one.GetProperty("out")), new LengthPrefixed().Add(Hex(one.GetProperty("in"))).Bytes);
        foreach (var some in strings.GetProperty("lv_cat").EnumerateArray())
        {
            var all = new LengthPrefixed();
            foreach (var part in some.GetProperty("in").EnumerateArray()) all.Add(Hex(part));
            Assert.Equal(Hex(some.GetProperty("out")), all.Bytes);
        }

        foreach (var length in new[] { 0, 1, 127, 128, 16_383, 16_384 })
            Assert.Equal(new LengthPrefixed().Add(new byte[length]).Bytes.Length, LengthPrefixed.SizeOf(length));
    }

    [Theory]
    [InlineData("rfc9380_expand_message_xmd_SHA256")]
    [InlineData("rfc9380_expand_message_xmd_SHA256_longDST")]
    public void Messages_are_expanded_as_in_RFC_9380(string file)
    {
        if (Vectors(file) is not { } vectors) return;
        var domain = Encoding.UTF8.GetBytes(vectors.GetProperty("DST").GetString()!);
        foreach (var test in vectors.GetProperty("tests").EnumerateArray())
        {
            var output = new byte[Convert.ToInt32(test.GetProperty("len_in_bytes").GetString(), 16)];
            P256Curve.ExpandMessage(Encoding.UTF8.GetBytes(test.GetProperty("msg").GetString()!), domain, output);
            Assert.Equal(Hex(test.GetProperty("uniform_bytes")), output);
        }
    }

    [Fact]
    public void Messages_become_the_points_of_RFC_9380()
    {
        if (Vectors("rfc9380_P256_XMD_SHA-256_SSWU_NU") is not { } vectors) return;
        var domain = Encoding.UTF8.GetBytes(vectors.GetProperty("dst").GetString()!);
        foreach (var vector in vectors.GetProperty("vectors").EnumerateArray())
        {
            var point = new byte[P256Curve.PointSize];
            P256Curve.Encode(Encoding.UTF8.GetBytes(vector.GetProperty("msg").GetString()!), domain, point);
            var p = vector.GetProperty("P");
            Assert.Equal($"04{p.GetProperty("x").GetString()![2..]}{p.GetProperty("y").GetString()![2..]}", Convert.ToHexStringLower(point));
            Assert.True(P256Curve.IsPoint(point));
        }
    }

    [Fact]
    public void Field_arithmetic_agrees_with_big_integers()
    {
        var p = System.Numerics.BigInteger.Parse("0ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", System.Globalization.NumberStyles.HexNumber);
        var random = new Random(3);
        byte[][] edges = [new byte[32], [.. new byte[31], 1], ToBytes(p - 1), ToBytes(p - 2), ToBytes(p / 2)];
        for (var i = 0; i < 2_000; i++)
        {
            var (left, right) = (Pick(), Pick());
            Assert.True(P256Element.TryRead(left, out var a));
            Assert.True(P256Element.TryRead(right, out var b));
            System.Numerics.BigInteger x = new(left, true, true), y = new(right, true, true);
            Same((x + y) % p, a + b);
            Same(((x - y) % p + p) % p, a - b);
            Same(x * y % p, a * b);
            Same((p - x) % p, -a);
            if (i < 50) Same(System.Numerics.BigInteger.ModPow(x, p - 2, p), a.Inverse());
            byte[] wide = [.. left, .. right[..16]];
            Same(new System.Numerics.BigInteger(wide, true, true) % p, P256Element.Reduce48(wide));
            Assert.Equal(x == y ? ulong.MaxValue : 0, a.EqualsMask(b));
            Assert.Equal(x.IsEven ? 0 : ulong.MaxValue, a.OddMask());
        }

        Assert.False(P256Element.TryRead(ToBytes(p), out _));
        Assert.True(P256Element.TryRead(ToBytes(p - 1), out _));

        byte[] Pick()
        {
            if (random.Next(4) == 0) return edges[random.Next(edges.Length)];
            var bytes = new byte[32];
            random.NextBytes(bytes);
            return ToBytes(new System.Numerics.BigInteger(bytes, true, true) % p);
        }

        static byte[] ToBytes(System.Numerics.BigInteger value)
        {
            var bytes = new byte[32];
            var raw = value.ToByteArray(true, true);
            raw.CopyTo(bytes, 32 - raw.Length);
            return bytes;
        }

        static void Same(System.Numerics.BigInteger expected, P256Element actual)
        {
            var bytes = new byte[32];
            actual.Write(bytes);
            Assert.Equal(ToBytes(expected), bytes);
        }
    }
}
