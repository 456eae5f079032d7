namespace Shoal.Core.Hashing;

/// <summary>What a digest of the SHA-1 family is made of, apart from its compression function (FIPS 180-4).</summary>
internal interface ILaneDigest
{
    /// <summary>The state before the first block, in 32-bit words; the digest is the state after the last.</summary>
    static abstract ReadOnlySpan<uint> InitialState { get; }

    /// <summary>Hashes one input by the platform's own code.</summary>
    static abstract void HashOne(ReadOnlySpan<byte> input, Span<byte> digest);
}
