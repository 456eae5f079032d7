using System.Numerics;
using System.Text;
using Shoal.Core.Hashing;

namespace Shoal.Core.Tests.Hashing;

public sealed class Ed25519Tests
{
    // RFC 8032, 7.1: TEST 1, 2, 3 and SHA(abc).
    [Theory]
    [InlineData(
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")]
    [InlineData(
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")]
    [InlineData(
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7", "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a")]
    [InlineData(
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42", "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704")]
    public void The_vectors_of_the_RFC_are_signed_and_verified(string seed, string publicKey, string message, string signature)
    {
        var expanded = Expand(seed);
        var (key, signed) = (new byte[32], new byte[64]);

        Ed25519.PublicKeyOf(expanded, key);
        Ed25519.Sign(expanded, Hex(message), signed);

        Assert.Equal(publicKey, Convert.ToHexStringLower(key));
        Assert.Equal(signature, Convert.ToHexStringLower(signed));
        Assert.True(Ed25519.Verify(key, Hex(message), signed));
    }

    [Fact]
    public void What_was_signed_verifies_and_nothing_that_differs_in_a_bit()
    {
        const int Seed = 91;
        var random = new Random(Seed);
        for (var round = 0; round < 12; round++)
        {
            var (seed, message, key, signature) = (new byte[32], new byte[random.Next(200)], new byte[32], new byte[64]);
            random.NextBytes(seed);
            random.NextBytes(message);
            var expanded = Expand(Convert.ToHexString(seed));
            Ed25519.PublicKeyOf(expanded, key);
            Ed25519.Sign(expanded, message, signature);
            Assert.True(Ed25519.Verify(key, message, signature), $"round {round}, seed {Seed}");

            foreach (var bytes in new[] { key, message, signature }.Where(bytes => bytes.Length > 0))
            {
                var at = random.Next(bytes.Length * 8);
                bytes[at / 8] ^= (byte)(1 << (at % 8));
                Assert.False(Ed25519.Verify(key, message, signature), $"round {round}, bit {at}, seed {Seed}");
                bytes[at / 8] ^= (byte)(1 << (at % 8));
            }
        }
    }

    // S + L signs the same for those who do not look: one signature would have two spellings.
    [Fact]
    public void A_signature_whose_number_is_not_below_the_order_is_refused()
    {
        var expanded = Expand("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
        var (key, signature) = (new byte[32], new byte[64]);
        Ed25519.PublicKeyOf(expanded, key);
        Ed25519.Sign(expanded, [], signature);
        var order = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493");
        var second = new BigInteger(signature.AsSpan(32), isUnsigned: true) + order;
        Array.Clear(signature, 32, 32);
        second.TryWriteBytes(signature.AsSpan(32), out _, isUnsigned: true);

        Assert.False(Ed25519.Verify(key, [], signature));
    }

    // The points of order 1, 2, 4 and 8, in their spellings: under them, S = 0 and a fitting R would sign anything.
    [Theory]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000080")]
    [InlineData("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")]
    [InlineData("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85")]
    [InlineData("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")]
    [InlineData("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa")]
    [InlineData("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]   // 0 spelled as p
    [InlineData("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]   // 1 spelled as p + 1
    public void Keys_of_small_order_belong_to_nobody(string key)
    {
        var signature = new byte[64];
        signature[0] = 1;

        for (var i = 0; i < 16; i++) Assert.False(Ed25519.Verify(Hex(key), [(byte)i], signature));
    }

    [Fact]
    public void Odd_lengths_and_random_bytes_verify_nothing_and_throw_nothing()
    {
        const int Seed = 92;
        var random = new Random(Seed);
        Assert.False(Ed25519.Verify([], [], []));
        Assert.False(Ed25519.Verify(new byte[31], [], new byte[64]));
        Assert.False(Ed25519.Verify(new byte[32], [], new byte[63]));
        for (var i = 0; i < 50; i++)
        {
            var (key, signature) = (new byte[32], new byte[64]);
            random.NextBytes(key);
            random.NextBytes(signature);
            signature[63] &= 0x0F;
            Assert.False(Ed25519.Verify(key, Encoding.ASCII.GetBytes("x"), signature), $"round {i}, seed {Seed}");
        }
    }

    [Fact]
    public void Numbers_are_reduced_as_big_integers_are()
    {
        const int Seed = 93;
        var random = new Random(Seed);
        var order = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493");
        for (var round = 0; round < 500; round++)
        {
            var (wide, a, b, c, result) = (new byte[64], new byte[32], new byte[32], new byte[32], new byte[32]);
            foreach (var bytes in new[] { wide, a, b, c })
            {
                if (round % 5 == 0) Array.Fill(bytes, (byte)0xFF);
                else random.NextBytes(bytes);
            }

            Ed25519Scalar.Reduce(wide, result);
            Assert.True(Number(wide) % order == Number(result), $"reduce, round {round}, seed {Seed}");
            Ed25519Scalar.MultiplyAdd(a, b, c, result);
            Assert.True((Number(a) * Number(b) + Number(c)) % order == Number(result), $"multiply, round {round}, seed {Seed}");
        }
    }

    private static BigInteger Number(byte[] bytes) => new(bytes, isUnsigned: true);

    private static byte[] Expand(string seed)
    {
        var expanded = new byte[Ed25519.ExpandedKeySize];
        Ed25519.Expand(Hex(seed), expanded);
        return expanded;
    }

    private static byte[] Hex(string text) => Convert.FromHexString(text);
}
