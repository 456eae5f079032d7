using System.Buffers;
using System.Text;
using BenchmarkDotNet.Attributes;
using Shoal.Core.Bencoding;

namespace Shoal.Benchmarks;

/// <summary>Reading and writing what a tracker answers: 200 peers as dictionaries, 16 KB.</summary>
/// <remarks>Budget: Read at least 0.4 GB/s and 0 bytes allocated; Write the writer itself, 256 bytes, and nothing a value.</remarks>
public class Bencode
{
    private const int Peers = 200;
    private readonly byte[] _answer = Encoding.ASCII.GetBytes(
        $"d8:intervali1800e5:peersl{string.Concat(Enumerable.Range(0, Peers).Select(OnePeer))}ee");
    private readonly ArrayBufferWriter<byte> _output = new(1 << 16);

    [Benchmark]
    public int Read()
    {
        var reader = new BencodeReader(_answer);
        var tokens = 0;
        while (reader.Read()) tokens++;
        return tokens;
    }

    [Benchmark]
    public int Write()
    {
        _output.ResetWrittenCount();
        var writer = new BencodeWriter(_output);
        writer.WriteStartDictionary();
        writer.WriteInteger("interval"u8, 1800);
        writer.WriteKey("peers"u8);
        writer.WriteStartList();
        for (var i = 0; i < Peers; i++)
        {
            writer.WriteStartDictionary();
            writer.WriteString("ip"u8, "192.0.2.200"u8);
            writer.WriteString("peer id"u8, "-SH0100-abcdefghijkl"u8);
            writer.WriteInteger("port"u8, 6881 + i);
            writer.WriteEnd();
        }

        writer.WriteEnd();
        writer.WriteEnd();
        return _output.WrittenCount;
    }

    private static string OnePeer(int i) => $"d2:ip11:192.0.2.2007:peer id20:-SH0100-abcdefghijkl4:porti{6881 + i}ee";
}
