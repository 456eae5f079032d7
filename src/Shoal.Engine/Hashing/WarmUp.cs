using Shoal.Core.Hashing;

namespace Shoal.Engine.Hashing;

/// <summary>Has the kernels compiled while files are still being looked for: 30 ms that a run over small files would wait for.</summary>
internal static class WarmUp
{
    private static int _isStarted;

    /// <param name="sha1">SHA-1 will be needed.</param>
    /// <param name="trees">SHA-256 will be needed.</param>
    public static void Start(bool sha1, bool trees)
    {
        if (Interlocked.Exchange(ref _isStarted, 1) != 0) return;
        new Thread(() => HashNothing(sha1, trees)) { IsBackground = true, Name = "shoal warm-up" }.Start();
    }

    private static void HashNothing(bool sha1, bool trees)
    {
        var empty = new HashInput[Sha1Streams.Capacity];
        var digests = new byte[empty.Length * Sha256Lanes.DigestSize];
        if (sha1) Sha1Lanes.Hash(empty, digests);
        if (trees) Sha256Lanes.Hash(empty, digests);
    }
}
