using Shoal.Core.Metainfo;
using Shoal.Engine.Sessions;

namespace Shoal.Engine.Tests.Sessions;

/// <summary>Counts what the whole process allocates, so nothing else may run beside it.</summary>
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
public sealed class AloneCollection;

[Collection(nameof(AllocationTests))]
public sealed class AllocationTests
{
    private const int Mebibyte = 1 << 20;
    private const int ObjectBytesMin = 24;

    [Fact]
    public async Task A_longer_transfer_allocates_no_more_than_a_short_one()
    {
        await using var small = await TestSwarm.CreateAsync(TorrentKind.V1, Mebibyte, ("a", 48 * Mebibyte));
        await using var large = await TestSwarm.CreateAsync(TorrentKind.V1, Mebibyte, ("a", 176 * Mebibyte));
        await TransferAsync(small, "warm-up");

        // The best of some tries: when the machine is busy elsewhere, waits that end late take objects of their own.
        var perBlock = double.MaxValue;
        for (var attempt = 0; attempt < 5 && perBlock >= ObjectBytesMin; attempt++)
        {
            var ofSmall = await TransferAsync(small, $"small-{attempt}");
            var ofLarge = await TransferAsync(large, $"large-{attempt}");
            perBlock = Math.Min(perBlock, (ofLarge - ofSmall) / (128.0 * Mebibyte / 16_384));
        }

        // Both ends run in this process: an object a block at either would be 24 bytes at least. What is left is seconds going by.
        Assert.True(perBlock < ObjectBytesMin, $"{perBlock:F1} bytes a block");
    }

    private static async Task<long> TransferAsync(TestSwarm swarm, string folder)
    {
        var seed = await swarm.SeedAsync();
        var engine = await swarm.EngineAsync();
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var leecher = await swarm.LeechAsync(engine, folder, seed);
        await leecher.WaitForCompletionAsync().WaitAsync(TestSwarm.Patience);
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }
}
