namespace Shoal.Core.Hashing;

/// <summary>Bytes to hash, in native or pinned memory: lanes read sixteen of them at once, which no span can express.</summary>
/// <param name="start">First byte; may be null when <paramref name="length"/> is 0. Must not move during the call.</param>
/// <param name="length">Bytes, 0 or more.</param>
public readonly unsafe struct HashInput(byte* start, int length)
{
    public byte* Start { get; } = start;

    public int Length { get; } = length;

    public ReadOnlySpan<byte> Span => new(Start, Length);
}
