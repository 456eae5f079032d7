using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using Shoal.Core.Hashing;

namespace Shoal.Benchmarks;

/// <summary>SHA-256 of the 64 blocks of a 1 MiB piece (BEP 52), on one core.</summary>
/// <remarks>
/// Budget on Zen 4 at 3.7 GHz: Lanes512 at least 3 GB/s (measured 3.5), where OpenSSL with the CPU's SHA instructions gives 1.8 and Lanes256
/// 1.7; PieceRoot within 5% of Lanes512; 0 bytes allocated.
/// </remarks>
[Bytes(1L << 20)]
public class LeafHashing
{
    private readonly byte[] _digests = new byte[64 * Sha256Lanes.DigestSize];
    private PinnedBytes? _blocks;
    private PinnedBytes? _piece;

    [GlobalSetup]
    public void SetUp() => (_blocks, _piece) = (new PinnedBytes(inputs: 64, bytes: 16_384), new PinnedBytes(inputs: 1, bytes: 1 << 20));

    [GlobalCleanup]
    public void CleanUp()
    {
        _blocks!.Dispose();
        _piece!.Dispose();
    }

    [Benchmark(Baseline = true)]
    public void OpenSsl()
    {
        foreach (var input in _blocks!.Inputs) SHA256.HashData(input.Span, _digests);
    }

    [Benchmark]
    public void Lanes256() => LaneScheduler<Sha256Digest, Sha256Kernel256>.Hash(_blocks!.Inputs, _digests, breakEven: 0);

    [Benchmark]
    public void Lanes512() => LaneScheduler<Sha256Digest, Sha256Kernel512>.Hash(_blocks!.Inputs, _digests, breakEven: 0);

    [Benchmark]
    public void Best() => Sha256Lanes.Hash(_blocks!.Inputs, _digests);

    [Benchmark]
    public object PieceRoot() => MerkleHasher.PieceRoot(_piece!.Inputs[0], 64);
}
