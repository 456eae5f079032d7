using System.Diagnostics;
using Shoal.Core.Dht;
using Shoal.Interop;
using Xunit.Abstractions;

namespace Shoal.Core.Tests.Dht;

public sealed class DhtIdleTests(ITestOutputHelper output)
{
    private readonly DhtSimulation _world = new(101);
    private readonly TestNode _test = new(new DhtOptions { BucketSize = 4_096 });
    private long _datagrams;

    /// <summary>Nothing is searched; every node known is kept known, and five questions a second are answered.</summary>
    [NeedsFact(Programs.LongRun)]
    public void A_node_that_knows_ten_thousand_takes_less_than_a_hundredth_of_a_core()
    {
        const int Nodes = 10_000;
        var ids = new Dictionary<NodeAddress, NodeId>();
        while (ids.Count < Nodes)
        {
            var address = _world.NewAddress();
            ids[address] = SecureNodeId.Create(address, _world.NewId());
            _test.Node.Table.OnReply(new NodeContact(ids[address], address), _test.Now);
        }

        var hour = TimeSpan.FromHours(1);
        var (started, before) = (Stopwatch.GetTimestamp(), CpuTime());
        for (var second = 1; second < hour.TotalSeconds; second++) Live(TimeSpan.FromSeconds(second), ids);

        var busy = CpuTime() is { } after ? after - before!.Value : Stopwatch.GetElapsedTime(started);
        var counts = _test.Node.Count(hour);
        output.WriteLine(
            $"{counts.Known:N0} nodes known, {counts.Good:N0} good after a simulated hour: {_datagrams:N0} datagrams, {busy.TotalSeconds:0.00} s "
            + $"of one core, the test's own part included ({busy / hour:0.00%})");
        Assert.InRange(counts.Good, Nodes * 8 / 10, Nodes);
        Assert.InRange(busy / hour, 0, 0.01);
    }

    // What this thread really ran, where the system tells: on a busy machine the clock counts others' work too.
    private static TimeSpan? CpuTime() => File.Exists("/proc/thread-self/schedstat")
        ? TimeSpan.FromMicroseconds(long.Parse(File.ReadAllText("/proc/thread-self/schedstat").Split(' ')[0]) / 1_000)
        : null;

    private void Live(TimeSpan now, Dictionary<NodeAddress, NodeId> ids)
    {
        var sent = _test.Tick(now);
        for (var i = 0; i < 5; i++)
        {
            var asker = _world.NewAddress();
            var query = TestNode.Write(new KrpcMessage { Method = KrpcMethod.FindNode, Transaction = "aa"u8, Id = _world.NewId(), Target = _world.NewId() });
            Receive(asker, query);
        }

        foreach (var question in sent.Where(one => one.Is(KrpcMethod.Ping) || one.Is(KrpcMethod.FindNode)))
        {
            if (!ids.TryGetValue(question.Output.Address, out var id)) continue;
            Receive(question.Output.Address, TestNode.Write(new KrpcMessage { Kind = KrpcKind.Reply, Transaction = question.Message.Transaction, Id = id }));
        }
    }

    private void Receive(NodeAddress from, byte[] datagram)
    {
        _test.Node.Receive(from, datagram, _test.Now, _test.Outputs);
        _datagrams += 1 + _test.Take().Count;
    }
}
