using System.Runtime.CompilerServices;
using System.Text;

namespace Shoal.Core.Primitives;

/// <summary>The 20 bytes a client calls itself in a handshake or an announce (BEP 3, BEP 20). Never a key to anything: anybody can claim any.</summary>
public readonly struct PeerId : IEquatable<PeerId>
{
    /// <summary>Length on the wire, in bytes.</summary>
    public const int Size = 20;

    private readonly Bytes _bytes;

    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bytes"/> is not exactly 20 bytes.</exception>
    public PeerId(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Size);
        bytes.CopyTo(_bytes);
    }

    public void CopyTo(Span<byte> destination) => ((ReadOnlySpan<byte>)_bytes).CopyTo(destination);

    /// <summary>Azureus style: "-SH0100-" and twelve bytes that the caller drew at random.</summary>
    public static PeerId Create(ReadOnlySpan<byte> twelveRandomBytes)
    {
        Span<byte> bytes = stackalloc byte[Size];
        "-SH0100-"u8.CopyTo(bytes);
        twelveRandomBytes[..12].CopyTo(bytes[8..]);
        return new PeerId(bytes);
    }

    public bool Equals(PeerId other) => ((ReadOnlySpan<byte>)_bytes).SequenceEqual(other._bytes);
    public override bool Equals(object? obj) => obj is PeerId other && Equals(other);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(_bytes);
        return hash.ToHashCode();
    }

    public static bool operator ==(PeerId left, PeerId right) => left.Equals(right);
    public static bool operator !=(PeerId left, PeerId right) => !left.Equals(right);

    /// <summary>Printable ASCII as it is, everything else as a dot.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Size);
        foreach (var b in (ReadOnlySpan<byte>)_bytes) text.Append(b is >= 0x20 and < 0x7f ? (char)b : '.');
        return text.ToString();
    }

    [InlineArray(Size)]
    private struct Bytes
    {
        private byte _first;
    }
}
