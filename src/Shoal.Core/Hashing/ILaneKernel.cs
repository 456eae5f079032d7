namespace Shoal.Core.Hashing;

/// <summary>A digest's compression function over several messages at once.</summary>
internal unsafe interface ILaneKernel
{
    /// <summary>The CPU has its instructions.</summary>
    static abstract bool IsSupported { get; }

    /// <summary>Messages at once; at most <see cref="LaneSet{TDigest, TKernel}.MaxLanes"/>.</summary>
    static abstract int Lanes { get; }

    /// <param name="state">The words of the state, one word of all lanes after the other; replaced.</param>
    /// <param name="rows">A pointer a lane, all readable for <paramref name="blocks"/> x 64 bytes.</param>
    /// <param name="blocks">Blocks of 64 bytes to take from each row.</param>
    static abstract void Compress(uint* state, byte** rows, nint blocks);
}
