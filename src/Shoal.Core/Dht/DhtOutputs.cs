using System.Buffers;
using Shoal.Core.Bencoding;

namespace Shoal.Core.Dht;

/// <summary>What nodes want done, in order, and the bytes of it in one buffer that is used again.</summary>
/// <remarks>Only what was written in this turn can be read out of it: a buffer used again must not tell strangers of before (threats row 26).</remarks>
public sealed class DhtOutputs
{
    private readonly ArrayBufferWriter<byte> _bytes = new(4096);
    private readonly List<DhtOutput> _list = [];
    private readonly BencodeWriter _writer;

    public DhtOutputs() => _writer = new BencodeWriter(_bytes);

    public int Count => _list.Count;

    public DhtOutput this[int index] => _list[index];

    /// <summary>The bytes of an output; valid until <see cref="Clear"/>, or until more is appended.</summary>
    public ReadOnlySpan<byte> BytesOf(in DhtOutput output) => _bytes.WrittenSpan.Slice(output.Start, output.Length);

    /// <summary>The same as memory, for asynchronous sends.</summary>
    public ReadOnlyMemory<byte> MemoryOf(in DhtOutput output) => _bytes.WrittenMemory.Slice(output.Start, output.Length);

    public void Clear()
    {
        _list.Clear();
        _bytes.ResetWrittenCount();
    }

    internal int BytesWritten => _bytes.WrittenCount;

    internal void Send(NodeAddress to, in KrpcMessage message)
    {
        var start = _bytes.WrittenCount;
        message.Write(_writer);
        _list.Add(new DhtOutput(DhtOutputKind.Send) { Address = to, Start = start, Length = _bytes.WrittenCount - start });
    }

    internal void Add(DhtOutput output) => _list.Add(output);

    internal void Add(DhtOutput output, ReadOnlySpan<byte> bytes)
    {
        var start = _bytes.WrittenCount;
        _bytes.Write(bytes);
        _list.Add(output with { Start = start, Length = bytes.Length });
    }
}
