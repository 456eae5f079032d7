namespace Shoal.Fuzz;

/// <summary>One parser under fire.</summary>
/// <param name="Name">How the command line calls it.</param>
/// <param name="Seeds">Honest inputs, from which hostile ones are bred.</param>
/// <param name="Run">
/// Feeds one input, and throws when the parser did, or when what it read breaks a promise. Returns a number that tells outcomes apart:
/// an input with a new outcome joins the corpus, which is the poor man's coverage.
/// </param>
internal sealed record FuzzTarget(string Name, Func<IReadOnlyList<byte[]>> Seeds, Func<byte[], int> Run)
{
    /// <summary>Words the format is made of; mixed into mutations.</summary>
    public IReadOnlyList<byte[]> Words { get; init; } = [];

    /// <summary>Longest input bred, in bytes.</summary>
    public int MaxInputBytes { get; init; } = 8 * 1024;

    /// <summary>Most an input of n bytes may allocate: this, and 64 n.</summary>
    public long MaxAllocatedBytes { get; init; } = 4 << 20;
}
