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

    [Fact]
    public async Task A_longer_transfer_allocates_no_more_than_a_short_one()
    {
        await using var small = await TestSwarm.CreateAsync(TorrentKind.V1, Mebibyte, ("a", 48 * Mebibyte));
        await using var large = await TestSwarm.CreateAsync(TorrentKind.V1, Mebibyte, ("a", 176 * Mebibyte));
        await TransferAsync(small, "warm-up");

        var ofSmall = await TransferAsync(small, "small");
        var ofLarge = await TransferAsync(large, "large");

        // Both ends run in this process: an object a block would be 24 bytes at the very least, at each end. What is left is seconds going by.
        var perBlock = (ofLarge - ofSmall) / (128.0 * Mebibyte / 16_384);
        Assert.True(perBlock < 16, $"{perBlock:F1} bytes a block");
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
