using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Shoal.Core.Bencoding;

/// <summary>Writes bencoded values (BEP 3). Misuse (keys out of order, a value without key) is a bug here and throws.</summary>
/// <param name="output">Receives the bytes as they are written.</param>
public sealed class BencodeWriter(IBufferWriter<byte> output)
{
    // The last keys of the open dictionaries, end to end; a level says where its own starts.
    private byte[] _keys = new byte[64];
    private Level[] _levels = new Level[8];

    /// <summary>Lists and dictionaries begun and not ended.</summary>
    public int Depth { get; private set; }

    public void WriteStartDictionary()
    {
        BeginValue();
        Push(isDictionary: true);
        Byte((byte)'d');
    }

    public void WriteStartList()
    {
        BeginValue();
        Push(isDictionary: false);
        Byte((byte)'l');
    }

    /// <summary>Ends the innermost list or dictionary.</summary>
    /// <exception cref="InvalidOperationException">Nothing is open, or a key waits for its value.</exception>
    public void WriteEnd()
    {
        if (Depth == 0 || _levels[Depth - 1].AwaitsValue) throw new InvalidOperationException("No value to end here.");
        Depth--;
        Byte((byte)'e');
    }

    /// <exception cref="InvalidOperationException">No key stands here, or it does not sort after the one before it.</exception>
    public void WriteKey(ReadOnlySpan<byte> key)
    {
        if (Depth == 0 || !_levels[Depth - 1].IsDictionary || _levels[Depth - 1].AwaitsValue)
            throw new InvalidOperationException($"No key can stand here: {Encoding.UTF8.GetString(key)}.");
        ref var level = ref _levels[Depth - 1];
        if (level.KeyLength >= 0 && _keys.AsSpan(level.KeyStart, level.KeyLength).SequenceCompareTo(key) >= 0)
            throw new InvalidOperationException($"Keys are sorted and appear once: {Encoding.UTF8.GetString(key)}.");

        var end = level.KeyStart + key.Length;
        if (end > _keys.Length) Array.Resize(ref _keys, Math.Max(end, _keys.Length * 2));
        key.CopyTo(_keys.AsSpan(level.KeyStart));
        (level.KeyLength, level.AwaitsValue) = (key.Length, true);
        Bytes(key);
    }

    public void WriteInteger(long value)
    {
        BeginValue();
        var span = output.GetSpan(22);
        span[0] = (byte)'i';
        Utf8Formatter.TryFormat(value, span[1..], out var digits);
        span[digits + 1] = (byte)'e';
        output.Advance(digits + 2);
    }

    public void WriteString(ReadOnlySpan<byte> value)
    {
        BeginValue();
        Bytes(value);
    }

    /// <summary>Text as UTF-8.</summary>
    public void WriteText(ReadOnlySpan<char> value)
    {
        BeginValue();
        var length = Encoding.UTF8.GetByteCount(value);
        Length(length);
        Encoding.UTF8.GetBytes(value, output.GetSpan(Math.Max(length, 1)));
        output.Advance(length);
    }

    /// <summary>One whole value that is bencoded already, such as an info dictionary.</summary>
    public void WriteRaw(ReadOnlySpan<byte> value)
    {
        BeginValue();
        output.Write(value);
    }

    public void WriteInteger(ReadOnlySpan<byte> key, long value)
    {
        WriteKey(key);
        WriteInteger(value);
    }

    public void WriteString(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        WriteKey(key);
        WriteString(value);
    }

    public void WriteText(ReadOnlySpan<byte> key, ReadOnlySpan<char> value)
    {
        WriteKey(key);
        WriteText(value);
    }

    private void BeginValue()
    {
        if (Depth == 0) return;
        ref var level = ref _levels[Depth - 1];
        if (level.IsDictionary && !level.AwaitsValue) throw new InvalidOperationException("A value in a dictionary has a key.");
        level.AwaitsValue = false;
    }

    private void Push(bool isDictionary)
    {
        if (Depth == _levels.Length) Array.Resize(ref _levels, _levels.Length * 2);
        var keyStart = Depth == 0 ? 0 : _levels[Depth - 1].KeyStart + Math.Max(0, _levels[Depth - 1].KeyLength);
        _levels[Depth++] = new Level { IsDictionary = isDictionary, KeyStart = keyStart, KeyLength = -1 };
    }

    private void Bytes(ReadOnlySpan<byte> value)
    {
        Length(value.Length);
        output.Write(value);
    }

    private void Length(int length)
    {
        var span = output.GetSpan(12);
        Utf8Formatter.TryFormat(length, span, out var digits);
        span[digits] = (byte)':';
        output.Advance(digits + 1);
    }

    private void Byte(byte value)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
    }

    private struct Level
    {
        public bool IsDictionary;
        public bool AwaitsValue;
        public int KeyStart;
        public int KeyLength;   // -1: no key yet
    }
}
