namespace Shoal.Fuzz;

/// <summary>What a parser must keep whatever it is fed.</summary>
internal static class Promise
{
    /// <exception cref="InvalidOperationException">It is broken.</exception>
    public static void Holds(bool condition, string promise)
    {
        if (!condition) throw new InvalidOperationException($"Broken promise: {promise}");
    }
}
