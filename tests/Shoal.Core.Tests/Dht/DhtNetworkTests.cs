using Shoal.Core.Dht;
using Shoal.Core.Primitives;
using Shoal.Interop;
using Xunit.Abstractions;

namespace Shoal.Core.Tests.Dht;

public sealed class DhtNetworkTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(200, 11)]
    [InlineData(500, 12)]
    public void Torrents_are_found_among_liars_in_a_network_that_comes_and_goes(int nodes, int seed) => FindAll(nodes, seed, torrents: 60, searchesEach: 5);

    [NeedsFact(Programs.LongRun)]
    public void Torrents_are_found_among_liars_by_ten_thousand_nodes() => FindAll(10_000, seed: 13, torrents: 200, searchesEach: 10);

    private void FindAll(int nodes, int seed, int torrents, int searchesEach)
    {
        var world = new DhtSimulation(seed);
        for (var i = 0; i < nodes; i++)
        {
            world.Join(isLiar: i > 20 && world.Random.Next(100) < 20);
            if (i % Math.Max(1, nodes / 50) == 0) world.RunFor(TimeSpan.FromSeconds(1));
        }

        world.RunFor(TimeSpan.FromSeconds(30));
        var seeds = Announce(world, torrents);
        Churn(world, nodes, percent: 30, keep: [.. seeds.Select(found => found.Seed)]);
        var report = Search(world, seeds, searchesEach);

        var found = report.Count(one => one.Found);
        var hops = Median(report.Select(one => one.Report.Hops));
        var asked = Median(report.Select(one => one.Report.Asked));
        output.WriteLine(
            $"{nodes} nodes, 20% liars, 30% churn, seed {seed}: {found} of {report.Count} searches found the torrent; median hops {hops}, messages {asked} "
            + $"(95th percentile {Percentile(report.Select(one => one.Report.Asked), 95)}); log2 n = {Math.Log2(nodes):0.0}, log8 n = {Math.Log(nodes, 8):0.0}; "
            + $"{world.Datagrams:N0} datagrams in {world.Now.TotalMinutes:0} simulated minutes.");
        Assert.True(found >= 0.99 * report.Count, $"{found} of {report.Count}, seed {seed}");
        Assert.InRange(hops, 1, Math.Log2(nodes));
        Assert.InRange(asked, 1, 12 * Math.Log2(nodes));
    }

    private static List<(InfoHash Torrent, SimNode Seed)> Announce(DhtSimulation world, int torrents)
    {
        var seeds = Enumerable.Range(0, torrents).Select(_ => (world.NewId().ToInfoHash(), world.AnyAlive(honest: true)!)).ToList();
        foreach (var (torrent, seed) in seeds)
        {
            world.FindPeers(seed, torrent, new PeerSearchTerms(AnnouncePort: seed.Address.Port));
            world.RunFor(TimeSpan.FromMilliseconds(200));
        }

        world.RunFor(TimeSpan.FromSeconds(30));
        return seeds;
    }

    // In fifteen minutes so many leave without a word, and as many others come.
    private static void Churn(DhtSimulation world, int nodes, int percent, HashSet<SimNode> keep)
    {
        var changes = nodes * percent / 100;
        for (var i = 0; i < changes; i++)
        {
            var victim = world.AnyAlive()!;
            if (!keep.Contains(victim)) DhtSimulation.Kill(victim);
            world.Join(isLiar: world.Random.Next(100) < 20);
            world.RunFor(TimeSpan.FromMinutes(15) / changes);
        }
    }

    private static List<(bool Found, SearchReport Report)> Search(DhtSimulation world, List<(InfoHash Torrent, SimNode Seed)> seeds, int each)
    {
        var asked = new Dictionary<(SimNode, int), SimNode>();
        var found = new HashSet<(SimNode, int)>();
        var reports = new List<(bool, SearchReport)>();
        world.OnOutput = (node, output, bytes) =>
        {
            var key = (node, output.Search);
            if (!asked.TryGetValue(key, out var seed)) return;
            if (output.Kind == DhtOutputKind.PeersFound && Contains(bytes, seed.Address)) found.Add(key);
            if (output.Kind == DhtOutputKind.SearchEnded) reports.Add((found.Contains(key), output.Report));
        };
        foreach (var (torrent, seed) in seeds)
        {
            for (var i = 0; i < each; i++)
            {
                var node = world.AnyAlive(honest: true)!;
                asked[(node, world.FindPeers(node, torrent))] = seed;
                world.RunFor(TimeSpan.FromMilliseconds(100));
            }
        }

        world.RunFor(TimeSpan.FromMinutes(1));
        Assert.Equal(asked.Count, reports.Count);
        return reports;
    }

    private static bool Contains(ReadOnlySpan<byte> peers, NodeAddress wanted)
    {
        for (; peers.Length >= NodeAddress.SizeV4; peers = peers[NodeAddress.SizeV4..])
            if (NodeAddress.TryReadCompact(peers[..NodeAddress.SizeV4], out var peer) && peer == wanted) return true;
        return false;
    }

    private static int Median(IEnumerable<int> numbers) => Percentile(numbers, 50);

    private static int Percentile(IEnumerable<int> numbers, int percent)
    {
        var sorted = numbers.Order().ToArray();
        return sorted[Math.Min(sorted.Length - 1, sorted.Length * percent / 100)];
    }
}
