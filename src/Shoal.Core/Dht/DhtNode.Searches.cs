using Shoal.Core.Primitives;

namespace Shoal.Core.Dht;

/// <summary>What the node asks of others, and what their answers change.</summary>
public sealed partial class DhtNode
{
    /// <summary>Peers believed of one answer.</summary>
    public const int MaxPeersPerAnswer = 128;

    private int Begin(DhtSearch search, TimeSpan now, DhtOutputs outputs)
    {
        if (_searches.Count >= MaxSearches)
        {
            outputs.Add(new DhtOutput(DhtOutputKind.SearchEnded) { Search = search.Number });
            return search.Number;
        }

        _searches.Add(search.Number, search);
        _waiting.Enqueue(search);
        StartWaiting(now, outputs);
        return search.Number;
    }

    // A search that begins before anybody is known would be over at once: it waits until there is somebody to ask.
    private void StartWaiting(TimeSpan now, DhtOutputs outputs)
    {
        while (_running < MaxRunning && _table.Count > 0 && (!_upkeep.IsBootstrapping || _table.Count >= DhtUpkeep.FewNodes)
            && _waiting.TryDequeue(out var search))
        {
            if (search.IsCancelled) continue;
            AddOurNearest(search.Lookup);
            _table.Touch(search.Lookup.Target, now);
            Run(search, now, outputs);
        }
    }

    private void Run(DhtSearch search, TimeSpan now, DhtOutputs outputs)
    {
        search.IsRunning = true;
        _running++;
        if (search.IsBootstrap) AddOurNearest(search.Lookup);
        Advance(search, now, outputs);
    }

    private void AddOurNearest(Lookup lookup)
    {
        Span<NodeContact> nearest = stackalloc NodeContact[2 * Lookup.Goal];
        var count = _table.Closest(lookup.Target, nearest);
        foreach (var node in nearest[..count]) lookup.Add(node, depth: 1);
    }

    private void Advance(DhtSearch search, TimeSpan now, DhtOutputs outputs)
    {
        if (!search.IsRunning) return;
        while (!_open.IsFull && search.Lookup.Next() is { } node) Ask(search, node, now, outputs);
        if (search.Lookup.IsOver) Finish(search, now, outputs);
    }

    private void Ask(DhtSearch search, LookupNode node, TimeSpan now, DhtOutputs outputs)
    {
        var request = new OpenRequest(node.Contact.Address, now) { Id = node.HasId ? node.Contact.Id : null, Search = search, Node = node };
        Send(request, new KrpcMessage
        {
            Method = search.Purpose switch
            {
                SearchPurpose.Peers => KrpcMethod.GetPeers,
                SearchPurpose.Item => KrpcMethod.Get,
                _ => KrpcMethod.FindNode,
            },
            Target = search.Lookup.Target,
            Wants = WantsOfTwin(),
            WantsScrape = search.Terms.WantsScrape,
            Token = search.Purpose == SearchPurpose.Item ? node.Token : default,
        }, outputs);
    }

    // Asks for nodes of both families while the other node knows few.
    private DhtWants WantsOfTwin() =>
        Twin is { } twin && twin._table.Count < DhtUpkeep.FewNodes ? DhtWants.Nodes | DhtWants.Nodes6 : DhtWants.None;

    private void Ping(NodeAddress to, NodeId? id, TimeSpan now, DhtOutputs outputs)
    {
        if (!_open.IsFull) Send(new OpenRequest(to, now) { Id = id }, new KrpcMessage { Method = KrpcMethod.Ping }, outputs);
    }

    private void Send(OpenRequest request, scoped KrpcMessage query, DhtOutputs outputs)
    {
        Span<byte> transaction = stackalloc byte[OpenRequests.TransactionBytes];
        _open.Add(request, transaction);
        query.Id = Id;
        query.IsReadOnly = _options.IsReadOnly;
        query.Version = Version;
        query.Transaction = transaction;
        outputs.Send(request.To, query);
    }

    private void OnAnswer(NodeAddress from, in KrpcMessage message, TimeSpan now, DhtOutputs outputs)
    {
        if (_open.Take(message.Transaction, from) is not { } request) return;
        if (message.Kind == KrpcKind.Error || message.Id is not { } id || id == Id || (request.Id is { } expected && expected != id))
        {
            OnNoAnswer(request, now, outputs);
            return;
        }

        _desk.Proven.Add(from, now);
        if (!message.IsReadOnly) _table.OnReply(new NodeContact(id, from), now);
        NoteOurAddress(from, message.YourAddress, outputs);
        if (request.Search is not { } search || !search.IsRunning) return;
        if (search.Lookup.OnAnswer(request.Node!, id, message.Token)) Learn(search, request.Node!, from, message, outputs);
        Advance(search, now, outputs);
    }

    private void OnNoAnswer(OpenRequest request, TimeSpan now, DhtOutputs outputs)
    {
        if (request.Id is { } id) _table.OnFailure(new NodeContact(id, request.To));
        if (request.Search is not { } search) return;
        search.Lookup.OnFailure(request.Node!);
        Advance(search, now, outputs);
    }

    private void Learn(DhtSearch search, LookupNode teller, NodeAddress from, in KrpcMessage message, DhtOutputs outputs)
    {
        var nodes = IsV6 ? message.Nodes6 : message.Nodes;
        var size = IsV6 ? NodeContact.SizeV6 : NodeContact.SizeV4;
        for (var told = 0; told < Lookup.MaxPerAnswer && NodeContact.TryTake(ref nodes, size, out var node); told++)
        {
            if (node.Id != Id && MayTalkTo(node.Address) && from.MayTellOf(node.Address)) search.Lookup.Add(node, teller.Depth + 1);
        }

        Twin?.HearFromTwin(IsV6 ? message.Nodes : message.Nodes6);
        if (search.Purpose == SearchPurpose.Item) LearnItem(search, message, outputs);
        if (search.Purpose != SearchPurpose.Peers) return;
        search.Merge(message.SeedFilter, message.PeerFilter);
        TellPeers(search, from, message.Values, outputs);
    }

    private void TellPeers(DhtSearch search, NodeAddress from, ReadOnlySpan<byte> values, DhtOutputs outputs)
    {
        Span<byte> peers = stackalloc byte[MaxPeersPerAnswer * NodeAddress.SizeV4];
        var length = 0;
        var list = new CompactValues(values);
        while (length + NodeAddress.SizeV6 <= peers.Length && list.TryNext(out var peer))
        {
            if (peer.IsV6 == IsV6 && from.MayTellOf(peer)) length += peer.WriteCompact(peers[length..]);
        }

        if (length > 0) outputs.Add(new DhtOutput(DhtOutputKind.PeersFound) { Address = from, Search = search.Number }, peers[..length]);
    }

    private void Finish(DhtSearch search, TimeSpan now, DhtOutputs outputs)
    {
        // Long items are given only to those who prove that they are there: by the token, in a second question.
        if (search is { Purpose: SearchPurpose.Item, Found: null, ToPut: null } && search.Lookup.TryAskAgain())
        {
            Advance(search, now, outputs);
            return;
        }

        End(search);
        if (search.IsBootstrap) _upkeep.IsBootstrapping = false;
        else if (search.Purpose == SearchPurpose.Nodes) _upkeep.IsRefreshing = false;
        if (_searches.Remove(search.Number))
        {
            var stored = search.ToPut is { } item ? Put(search, item, now, outputs) : search.Terms.AnnouncePort > 0 ? Announce(search, now, outputs) : 0;
            if (search is { ToPut: null, Found.IsMutable: true }) TellItem(search, outputs);
            outputs.Add(new DhtOutput(DhtOutputKind.SearchEnded) { Search = search.Number, Report = search.Report(stored) });
        }

        StartWaiting(now, outputs);
    }

    private int Announce(DhtSearch search, TimeSpan now, DhtOutputs outputs)
    {
        var stored = 0;
        foreach (var node in search.Lookup.Nearest())
        {
            if (node.Token is not { } token || _open.IsFull) continue;
            stored++;
            Send(new OpenRequest(node.Contact.Address, now) { Id = node.Contact.Id }, new KrpcMessage
            {
                Method = KrpcMethod.AnnouncePeer,
                Target = search.Lookup.Target,
                Token = token,
                Port = search.Terms.AnnouncePort,
                IsPortImplied = search.Terms.IsPortImplied,
                IsSeed = search.Terms.IsSeed,
            }, outputs);
        }

        return stored;
    }

    private void End(DhtSearch search)
    {
        if (search.IsRunning) _running--;
        (search.IsRunning, search.IsCancelled) = (false, true);
    }

    private void NoteOurAddress(NodeAddress from, ReadOnlySpan<byte> claimed, DhtOutputs outputs)
    {
        if (!NodeAddress.TryReadCompact(claimed, out var ours) || ours.IsV6 != IsV6 || ours.Host == _external) return;
        if (from.Scope != AddressScope.Global || ours.Scope != AddressScope.Global) return;   // a neighbour sees what the world does not
        outputs.Add(new DhtOutput(DhtOutputKind.AddressTold) { Address = from }, claimed);
    }
}
