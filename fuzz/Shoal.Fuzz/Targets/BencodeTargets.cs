using System.Buffers;
using Shoal.Core.Bencoding;

namespace Shoal.Fuzz.Targets;

internal static class BencodeTargets
{
    public static readonly byte[][] Words =
        [.. new[] { "d", "l", "e", "i0e", "i-0e", "0:", "1:a", "i9223372036854775807e", "i-9223372036854775808e", "d1:a", "4294967296:", "de", "le" }
            .Select(Corpus.Latin)];

    public static FuzzTarget[] All =>
        [new("bencode", () => [Corpus.Latin("d3:bar4:spam3:fooi42e4:listl1:ai-3eee"), Corpus.Latin("i0e"), Corpus.Latin("le"), .. Corpus.Torrents(2_000)], Run)
        {
            Words = Words,
        }];

    private static int Run(byte[] input)
    {
        var reader = new BencodeReader(input);
        var (tokens, deepest) = (0, 0);
        while (reader.Read())
        {
            tokens++;
            deepest = Math.Max(deepest, reader.Depth);
            Promise.Holds(reader.Position > reader.TokenStart && reader.Position <= input.Length, "each token moves forward");
        }

        Promise.Holds(deepest <= BencodeReader.MaxDepth, "no deeper than the limit");
        var isOne = BencodeReader.IsOneValue(input, out var flaws);
        Promise.Holds(isOne == (reader.Error == BencodeError.None && reader.Position == input.Length), "skipping agrees with reading");
        if (isOne && flaws == BencodeFlaws.None) Promise.Holds(Rewrite(input).AsSpan().SequenceEqual(input), "a value without flaws has one spelling");
        return HashCode.Combine(reader.Error, reader.Flaws, Math.Min(tokens, 20), deepest);
    }

    private static byte[] Rewrite(byte[] input)
    {
        var output = new ArrayBufferWriter<byte>(Math.Max(1, input.Length));
        var writer = new BencodeWriter(output);
        var reader = new BencodeReader(input);
        var expectsKey = new Stack<bool?>();   // null: in a list
        while (reader.Read())
        {
            var isKey = expectsKey.TryPeek(out var expects) && expects == true;
            if (reader.Token == BencodeToken.End) expectsKey.Pop();
            else if (expects is not null && expectsKey.Count > 0) expectsKey.Push(!expectsKey.Pop());
            switch (reader.Token)
            {
                case BencodeToken.Integer: writer.WriteInteger(reader.Integer); break;
                case BencodeToken.String when isKey: writer.WriteKey(reader.String); break;
                case BencodeToken.String: writer.WriteString(reader.String); break;
                case BencodeToken.StartList: writer.WriteStartList(); expectsKey.Push(null); break;
                case BencodeToken.StartDictionary: writer.WriteStartDictionary(); expectsKey.Push(true); break;
                default: writer.WriteEnd(); break;
            }
        }

        return output.WrittenSpan.ToArray();
    }
}
