using System.Text;
using Shoal.Core.Bencoding;

namespace Shoal.Core.Tests.Bencoding;

public class BencodeReaderTests
{
    [Theory]
    [InlineData("4:spam")]
    [InlineData("i3e")]
    [InlineData("i-3e")]
    [InlineData("l4:spam4:eggse")]
    [InlineData("d3:cow3:moo4:spam4:eggse")]
    [InlineData("d4:spaml1:a1:bee")]
    [InlineData("de")]
    [InlineData("le")]
    [InlineData("0:")]
    [InlineData("i9223372036854775807e")]
    [InlineData("i-9223372036854775808e")]
    public void The_examples_of_BEP_3_are_one_value_without_flaws(string text)
    {
        var isOne = BencodeReader.IsOneValue(Encoding.UTF8.GetBytes(text), out var flaws);

        Assert.True(isOne);
        Assert.Equal(BencodeFlaws.None, flaws);
    }

    [Theory]
    [InlineData("d1:bi1e1:ai2ee", BencodeFlaws.UnsortedKey)]
    [InlineData("d1:ai1e1:ai2ee", BencodeFlaws.DuplicateKey)]
    [InlineData("d1:ad1:bi1ee1:ai2ee", BencodeFlaws.DuplicateKey)]
    [InlineData("d1:ad1:bi1ee1:bi2ee", BencodeFlaws.None)]
    [InlineData("i01e", BencodeFlaws.LeadingZero)]
    [InlineData("i-0e", BencodeFlaws.LeadingZero)]
    [InlineData("01:a", BencodeFlaws.LeadingZero)]
    [InlineData("i9223372036854775808e", BencodeFlaws.HugeInteger)]
    [InlineData("i-9223372036854775809e", BencodeFlaws.HugeInteger)]
    [InlineData("d01:bi1e1:ai1ee", BencodeFlaws.LeadingZero | BencodeFlaws.UnsortedKey)]
    public void Bad_spellings_are_read_and_told(string text, BencodeFlaws expected)
    {
        Assert.True(BencodeReader.IsOneValue(Encoding.UTF8.GetBytes(text), out var flaws));
        Assert.Equal(expected, flaws);
    }

    [Theory]
    [InlineData("", BencodeError.Truncated)]
    [InlineData("i12", BencodeError.Truncated)]
    [InlineData("l", BencodeError.Truncated)]
    [InlineData("5:spam", BencodeError.Truncated)]
    [InlineData("2147483648:", BencodeError.Truncated)]
    [InlineData("18446744073709551615:a", BencodeError.Truncated)]
    [InlineData("18446744073709551616:a", BencodeError.BadInteger)]
    [InlineData("ie", BencodeError.BadInteger)]
    [InlineData("i-e", BencodeError.BadInteger)]
    [InlineData("i+1e", BencodeError.BadInteger)]
    [InlineData("i1.5e", BencodeError.BadInteger)]
    [InlineData("1;a", BencodeError.BadInteger)]
    [InlineData("e", BencodeError.UnexpectedByte)]
    [InlineData("x", BencodeError.UnexpectedByte)]
    [InlineData("di1ei2ee", BencodeError.KeyNotString)]
    [InlineData("d1:ae", BencodeError.MissingValue)]
    public void Bytes_that_are_no_value_have_a_reason(string text, BencodeError expected)
    {
        var reader = new BencodeReader(Encoding.UTF8.GetBytes(text));

        Assert.False(reader.SkipValue());
        Assert.Equal(expected, reader.Error);
        Assert.False(reader.Read());
    }

    [Fact]
    public void A_huge_number_reads_as_the_nearest_one_and_never_as_a_small_one()
    {
        var reader = new BencodeReader("i18446744073709551615e"u8);
        Assert.True(reader.TryReadInteger(out var value));
        Assert.Equal(long.MaxValue, value);

        reader = new BencodeReader("i-18446744073709551615e"u8);
        Assert.True(reader.TryReadInteger(out value));
        Assert.Equal(long.MinValue, value);
    }

    [Theory]
    [InlineData(BencodeReader.MaxDepth, BencodeError.None)]
    [InlineData(BencodeReader.MaxDepth + 1, BencodeError.TooDeep)]
    [InlineData(10_000_000, BencodeError.TooDeep)]
    public void Threat_16_deep_nesting_ends_the_reader_and_not_the_process(int depth, BencodeError expected)
    {
        var bytes = new byte[depth * 2];
        bytes.AsSpan(0, depth).Fill((byte)'l');
        bytes.AsSpan(depth).Fill((byte)'e');
        var reader = new BencodeReader(bytes);

        Assert.Equal(expected == BencodeError.None, reader.SkipValue());
        Assert.Equal(expected, reader.Error);
    }

    [Theory]
    [InlineData(10, BencodeError.TooManyTokens)]
    [InlineData(12, BencodeError.None)]
    [InlineData(11, BencodeError.None)]
    public void Threat_16_tokens_are_counted_ends_too(int maxTokens, BencodeError expected)
    {
        var reader = new BencodeReader("li1ei2eld1:aleeee"u8, maxTokens: maxTokens);

        reader.SkipValue();

        Assert.Equal(expected, reader.Error);
    }

    [Fact]
    public void A_value_can_be_had_byte_for_byte()
    {
        var reader = new BencodeReader("d4:infod1:bi01e1:a0:e4:name1:xe"u8);
        Assert.True(reader.TryReadDictionary());
        Assert.True(reader.ReadKey(out _));

        Assert.True(reader.TryReadRaw(out var raw));

        Assert.Equal("d1:bi01e1:a0:e", Encoding.UTF8.GetString(raw));
        Assert.True(reader.ReadKey(out var key));
        Assert.Equal("name", Encoding.UTF8.GetString(key));
    }

    [Fact]
    public void Unread_and_unexpected_values_are_skipped()
    {
        var reader = new BencodeReader("d1:ali1eli2eee1:bd1:xi1ee1:ci7e1:di9ee trailing"u8);
        var keys = "";
        Assert.True(reader.TryReadDictionary());

        while (reader.ReadKey(out var key))
        {
            keys += Encoding.UTF8.GetString(key);
            if (key.SequenceEqual("b"u8)) Assert.False(reader.TryReadInteger(out _));
            if (key.SequenceEqual("d"u8))
            {
                Assert.True(reader.TryReadInteger(out var value));
                Assert.Equal(9, value);
            }
        }

        Assert.Equal("abcd", keys);
        Assert.Equal(BencodeError.None, reader.Error);
        Assert.Equal("d1:ali1eli2eee1:bd1:xi1ee1:ci7e1:di9ee".Length, reader.Position);
    }

    [Fact]
    public void A_list_is_walked_item_by_item()
    {
        var reader = new BencodeReader("lli1ee3:abci5ee"u8);
        var seen = 0L;
        Assert.True(reader.TryReadList());

        while (reader.NextItem())
        {
            if (reader.TryReadInteger(out var value)) seen = value;
        }

        Assert.Equal(5, seen);
        Assert.Equal(0, reader.Depth);
        Assert.False(reader.Read());
    }

    [Fact]
    public void One_key_is_found_without_reading_the_rest()
    {
        var dictionary = "d1:ad1:bi9ee1:bi1e1:c3:xyze"u8;

        Assert.True(BencodeLookup.TryFindInteger(dictionary, "b"u8, out var integer));
        Assert.Equal(1, integer);
        Assert.True(BencodeLookup.TryFindString(dictionary, "c"u8, out var text));
        Assert.True(text.SequenceEqual("xyz"u8));
        Assert.True(BencodeLookup.TryFind(dictionary, "a"u8, out var raw));
        Assert.True(raw.SequenceEqual("d1:bi9ee"u8));
        Assert.False(BencodeLookup.TryFind(dictionary, "d"u8, out _));
        Assert.False(BencodeLookup.TryFindInteger(dictionary, "c"u8, out _));
        Assert.False(BencodeLookup.TryFind("i1e"u8, "c"u8, out _));
    }

    [Fact]
    public void Cut_at_any_position_it_is_truncated_and_whole_it_is_not()
    {
        var whole = "d1:ai-12e1:bli1e3:xyzd1:ci0eee2:cc10:0123456789e"u8.ToArray();

        for (var length = 0; length < whole.Length; length++)
        {
            var reader = new BencodeReader(whole.AsSpan(0, length));
            Assert.False(reader.SkipValue());
            Assert.Equal(BencodeError.Truncated, reader.Error);
        }

        Assert.True(BencodeReader.IsOneValue(whole, out _));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Random_bytes_never_throw(int seed)
    {
        var random = new Random(seed);
        var alphabet = "ilde0123456789:-x"u8;
        for (var length = 0; length <= 256; length++)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            if (length % 2 == 0)
            {
                foreach (ref var b in bytes.AsSpan()) b = alphabet[b % alphabet.Length];
            }

            var reader = new BencodeReader(bytes);
            while (reader.Read()) Assert.True(reader.Position <= length, $"seed {seed}");
            BencodeLookup.TryFind(bytes, "a"u8, out _);
        }
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        var bytes = "d1:ai-12e1:bli1e3:xyzd1:ci0eee2:cc10:0123456789e"u8.ToArray();
        BencodeReader.IsOneValue(bytes, out _);
        var before = GC.GetAllocatedBytesForCurrentThread();

        BencodeReader.IsOneValue(bytes, out _);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void The_shared_bdecode_vectors_hold()
    {
        foreach (var vector in SharedVectors.Cases("bdecode"))
        {
            var (bytes, name) = vector.TryGetProperty("input", out var input)
                ? (SharedVectors.Bytes(input), input.ToString())
                : Built(vector.GetProperty("input_build").GetString()!);
            var reader = new BencodeReader(
                bytes,
                vector.TryGetProperty("depth_limit", out var depth) ? depth.GetInt32() : BencodeReader.MaxDepth,
                vector.TryGetProperty("token_limit", out var tokens) ? tokens.GetInt32() : BencodeReader.MaxTokens);

            var isValue = reader.SkipValue();

            Assert.True(isValue == vector.TryGetProperty("ok", out _), $"{name}: {reader.Error}");
            if (vector.TryGetProperty("soft_error", out var soft))
                Assert.True((reader.Flaws != BencodeFlaws.None) == (soft.GetString() is not null), $"{name}: {reader.Flaws}");
            if (vector.TryGetProperty("int_value", out var number) && (reader.Flaws & BencodeFlaws.HugeInteger) == 0)
                Assert.Equal(number.GetInt64(), reader.Integer);
        }
    }

    private static (byte[] Bytes, string Name) Built(string recipe) => recipe switch
    {
        "1024*'l'+1024*'e'" => (Encoding.ASCII.GetBytes(new string('l', 1024) + new string('e', 1024)), recipe),
        "'l'+5119*'0:'+'e'" => (Encoding.ASCII.GetBytes("l" + string.Concat(Enumerable.Repeat("0:", 5119)) + "e"), recipe),
        _ => throw new InvalidOperationException(recipe),
    };
}
