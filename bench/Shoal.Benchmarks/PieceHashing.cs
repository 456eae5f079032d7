using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using Shoal.Core.Hashing;

namespace Shoal.Benchmarks;

/// <summary>SHA-1 of sixteen pieces of 1 MiB, on one core.</summary>
/// <remarks>
/// Budget on Zen 4 at 3.7 GHz: Lanes512 at least 4.8 GB/s (measured 6.5), Lanes256 at least 2.4 (2.8), where OpenSSL with the CPU's SHA
/// instructions gives 1.9; Best is the fastest of them; 0 bytes allocated.
/// </remarks>
[Bytes(16L << 20)]
public class PieceHashing
{
    private readonly byte[] _digests = new byte[16 * Sha1Lanes.DigestSize];
    private PinnedBytes? _bytes;

    [GlobalSetup]
    public void SetUp() => _bytes = new PinnedBytes(inputs: 16, bytes: 1 << 20);

    [GlobalCleanup]
    public void CleanUp() => _bytes!.Dispose();

    [Benchmark(Baseline = true)]
    public void OpenSsl()
    {
        foreach (var input in _bytes!.Inputs) SHA1.HashData(input.Span, _digests);
    }

    [Benchmark]
    public void Lanes256() => LaneScheduler<Sha1Digest, Sha1Kernel256>.Hash(_bytes!.Inputs, _digests, breakEven: 0);

    [Benchmark]
    public void Lanes512() => LaneScheduler<Sha1Digest, Sha1Kernel512>.Hash(_bytes!.Inputs, _digests, breakEven: 0);

    [Benchmark]
    public void Best() => Sha1Lanes.Hash(_bytes!.Inputs, _digests);
}
