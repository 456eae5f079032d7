namespace Shoal.Core.Dht;

/// <summary>How the table grows and stays fresh.</summary>
public sealed partial class DhtNode
{
    /// <summary>Nodes of our family that the twin was told of and that wait for a ping.</summary>
    private const int MaxToldByTwin = 16;

    private readonly List<NodeContact> _toldByTwin = [];

    // Somebody asked us something. If it could be in the table it is asked whether it is who it says it is.
    private void Meet(NodeContact contact, TimeSpan now, DhtOutputs outputs)
    {
        _table.OnQuery(contact, now);
        if (_table.HasRoomFor(contact) && _upkeep.MayGreet(now)) Ping(contact.Address, contact.Id, now, outputs);
    }

    private void HearFromTwin(ReadOnlySpan<byte> nodes)
    {
        var size = IsV6 ? NodeContact.SizeV6 : NodeContact.SizeV4;
        while (_table.Count < DhtUpkeep.FewNodes && _toldByTwin.Count < MaxToldByTwin && NodeContact.TryTake(ref nodes, size, out var node))
        {
            if (MayTalkTo(node.Address)) _toldByTwin.Add(node);
        }
    }

    private void KeepTableFresh(TimeSpan now, DhtOutputs outputs)
    {
        foreach (var node in _toldByTwin)
            if (_table.HasRoomFor(node)) Ping(node.Address, node.Id, now, outputs);
        _toldByTwin.Clear();
        if (_upkeep.NeedsBootstrap(_table.Count, now))
        {
            outputs.Add(new DhtOutput(DhtOutputKind.NeedsBootstrap));
            return;
        }

        PingQuestionable(now, outputs);
        if (_upkeep.IsRefreshing || _upkeep.IsBootstrapping || _running >= MaxRunning || _table.Count == 0) return;
        if (!_table.TryTakeStale(now, RandomId(), out var target)) return;
        _upkeep.IsRefreshing = true;
        var search = new DhtSearch(++_lastSearch, SearchPurpose.Nodes, target);
        AddOurNearest(search.Lookup);
        Run(search, now, outputs);
    }

    // Twice as many a second as it takes to hear of each node once in the time it counts as good; the next second goes on.
    private void PingQuestionable(TimeSpan now, DhtOutputs outputs)
    {
        const int Most = 32;
        Span<NodeContact> due = stackalloc NodeContact[Most];
        var most = Math.Min(Most, 1 + (2 * _table.Count / (int)TableNode.GoodFor.TotalSeconds));
        _table.TakeDueForPing(now, DhtUpkeep.PingAgain, due[..most], out var count);
        foreach (var node in due[..count]) Ping(node.Address, node.Id, now, outputs);
    }
}
