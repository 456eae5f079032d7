using Shoal.Core.Hashing;

namespace Shoal.Engine.Hashing;

/// <summary>Has the kernels compiled while files are still being looked for: 30 ms that a run over small files would wait for.</summary>
internal static class WarmUp
{
    private static int _isStarted;

    public static void Start()
    {
        if (Interlocked.Exchange(ref _isStarted, 1) == 0) new Thread(HashNothing) { IsBackground = true, Name = "shoal warm-up" }.Start();
    }

    private static void HashNothing()
    {
        var empty = new HashInput[Sha1Streams.Capacity];
        var digests = new byte[empty.Length * Sha256Lanes.DigestSize];
        Sha1Lanes.Hash(empty, digests);
        Sha256Lanes.Hash(empty, digests);
    }
}
