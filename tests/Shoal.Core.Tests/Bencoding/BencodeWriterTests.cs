using System.Buffers;
using System.Text;
using Shoal.Core.Bencoding;

namespace Shoal.Core.Tests.Bencoding;

public class BencodeWriterTests
{
    private readonly ArrayBufferWriter<byte> _output = new();

    [Fact]
    public void What_it_writes_is_what_BEP_3_shows()
    {
        var writer = new BencodeWriter(_output);

        writer.WriteStartDictionary();
        writer.WriteInteger("a"u8, -12);
        writer.WriteKey("b"u8);
        writer.WriteStartList();
        writer.WriteInteger(long.MinValue);
        writer.WriteText("größe");
        writer.WriteText("");
        writer.WriteStartDictionary();
        writer.WriteString("a"u8, "x"u8);
        writer.WriteEnd();
        writer.WriteEnd();
        writer.WriteKey("c"u8);
        writer.WriteRaw("i1e"u8);
        writer.WriteEnd();

        Assert.Equal("d1:ai-12e1:bli-9223372036854775808e7:größe0:d1:a1:xee1:ci1ee", Text);
        Assert.True(BencodeReader.IsOneValue(_output.WrittenSpan, out var flaws));
        Assert.Equal(BencodeFlaws.None, flaws);
    }

    [Theory]
    [InlineData("b", "a")]
    [InlineData("a", "a")]
    [InlineData("aa", "a")]
    [InlineData("é", "z")]
    public void Keys_out_of_order_are_a_bug(string first, string second)
    {
        var writer = new BencodeWriter(_output);
        writer.WriteStartDictionary();
        writer.WriteInteger(Encoding.UTF8.GetBytes(first), 1);

        Assert.Throws<InvalidOperationException>(() => writer.WriteKey(Encoding.UTF8.GetBytes(second)));
    }

    [Fact]
    public void Keys_are_compared_within_their_own_dictionary()
    {
        var writer = new BencodeWriter(_output);

        writer.WriteStartDictionary();
        writer.WriteKey("m"u8);
        writer.WriteStartDictionary();
        writer.WriteInteger("a-key-longer-than-the-first-buffer-of-sixty-four-bytes-to-make-it-grow"u8, 1);
        writer.WriteInteger("b"u8, 1);
        writer.WriteEnd();
        writer.WriteInteger("n"u8, 2);
        writer.WriteEnd();

        Assert.True(BencodeReader.IsOneValue(_output.WrittenSpan, out var flaws));
        Assert.Equal(BencodeFlaws.None, flaws);
    }

    [Fact]
    public void A_value_without_a_key_and_an_end_without_a_value_are_bugs()
    {
        var writer = new BencodeWriter(_output);
        Assert.Throws<InvalidOperationException>(writer.WriteEnd);
        writer.WriteStartDictionary();
        Assert.Throws<InvalidOperationException>(() => writer.WriteInteger(1));
        writer.WriteKey("a"u8);
        Assert.Throws<InvalidOperationException>(() => writer.WriteKey("b"u8));
        Assert.Throws<InvalidOperationException>(writer.WriteEnd);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void What_is_written_reads_back_the_same(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 200; round++)
        {
            _output.Clear();
            WriteAny(new BencodeWriter(_output), random, 0);
            var first = _output.WrittenSpan.ToArray();

            _output.Clear();
            Copy(first, new BencodeWriter(_output));

            Assert.True(first.AsSpan().SequenceEqual(_output.WrittenSpan), $"seed {seed} round {round}");
        }
    }

    private static void WriteAny(BencodeWriter writer, Random random, int depth)
    {
        switch (random.Next(depth > 6 ? 2 : 4))
        {
            case 0:
                writer.WriteInteger(random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64));
                break;
            case 1:
                var text = new byte[random.Next(20)];
                random.NextBytes(text);
                writer.WriteString(text);
                break;
            case 2:
                writer.WriteStartList();
                for (var i = random.Next(5); i > 0; i--) WriteAny(writer, random, depth + 1);
                writer.WriteEnd();
                break;
            default:
                writer.WriteStartDictionary();
                for (var i = 0; i < random.Next(5); i++)
                {
                    writer.WriteKey([(byte)(i * 40), (byte)random.Next(256)]);
                    WriteAny(writer, random, depth + 1);
                }

                writer.WriteEnd();
                break;
        }
    }

    private static void Copy(byte[] bytes, BencodeWriter writer)
    {
        var reader = new BencodeReader(bytes);
        var isKey = new Stack<bool?>();
        while (reader.Read())
        {
            var expectsKey = isKey.TryPop(out var top) ? top : null;
            switch (reader.Token)
            {
                case BencodeToken.End:
                    writer.WriteEnd();
                    continue;
                case BencodeToken.String when expectsKey == true:
                    writer.WriteKey(reader.String);
                    isKey.Push(false);
                    continue;
            }

            if (writer.Depth > 0) isKey.Push(expectsKey is null ? null : true);
            switch (reader.Token)
            {
                case BencodeToken.Integer:
                    writer.WriteInteger(reader.Integer);
                    break;
                case BencodeToken.String:
                    writer.WriteString(reader.String);
                    break;
                case BencodeToken.StartList:
                    writer.WriteStartList();
                    isKey.Push(null);
                    break;
                default:
                    writer.WriteStartDictionary();
                    isKey.Push(true);
                    break;
            }
        }
    }

    private string Text => Encoding.UTF8.GetString(_output.WrittenSpan);
}
