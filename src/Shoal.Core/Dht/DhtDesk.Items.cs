namespace Shoal.Core.Dht;

/// <summary>Items of others (BEP 44).</summary>
internal sealed partial class DhtDesk
{
    /// <summary>Signatures looked at in a second: each costs a millisecond.</summary>
    private const int SignaturesPerSecond = 20;

    // What names the fields of a mutable item takes, besides its value.
    private const int KeyedBytes = 32 + 64 + 48;

    private readonly AnswerBudget _signatures = new(SignaturesPerSecond);

    public ItemStore Items { get; } = new(options.MaxItems);

    private void Get(in DhtQuery asker, NodeId target, in DhtTables tables, TimeSpan now, DhtOutputs outputs)
    {
        // Who repeats a token of ours has received it: that is proof enough to be answered at length.
        if (_tokens.IsValid(asker.Message.Token, asker.From, target, now)) Proven.Add(asker.From, now);
        var room = RoomFor(asker, now);
        Span<byte> token = stackalloc byte[DhtTokens.Size];
        scoped var reply = new KrpcMessage { Id = tables.Own.Self };
        _tokens.Write(asker.From, target, now, token);
        reply.Token = token;
        room -= TokenBytes;
        if (Items.Find(target) is { } item)
        {
            // Long items go only to those who have shown that they are there; others may ask again, with the token.
            if (item.IsMutable) reply.Sequence = item.Sequence;
            var bytes = item.Value.Length + ListBytes + (item.IsMutable ? KeyedBytes : 0);
            var isWanted = !item.IsMutable || asker.Message.Sequence is not { } known || item.Sequence > known;
            if (isWanted && bytes <= room)
            {
                reply.Item = item.Value;
                reply.PublicKey = item.PublicKey;
                reply.Signature = item.Signature;
                room -= bytes;
            }
        }

        AddNodes(ref reply, asker.Message.Wants, target, tables, _scratch, room);
        Send(asker, reply, outputs);
    }

    private void Put(in DhtQuery asker, in DhtTables tables, TimeSpan now, DhtOutputs outputs)
    {
        var query = asker.Message;
        var target = query.PublicKey.IsEmpty ? DhtItem.TargetOf(query.Item) : DhtItem.TargetOf(query.PublicKey, query.Salt);
        if (!_tokens.IsValid(query.Token, asker.From, target, now))
        {
            Refuse(asker, KrpcError.Protocol, "bad token"u8, outputs);
            return;
        }

        Proven.Add(asker.From, now);
        if (!query.PublicKey.IsEmpty && !_signatures.IsOpen(now))
        {
            Refuse(asker, KrpcError.Server, "busy"u8, outputs);
            return;
        }

        if (!query.PublicKey.IsEmpty) _signatures.Spend(1);
        var fault = DhtItem.TryRead(query, query.Salt, out var item);
        if (fault == KrpcError.None) fault = Items.Put(item!, query.Cas, asker.From, now);
        if (fault == KrpcError.None) Send(asker, new KrpcMessage { Id = tables.Own.Self }, outputs);
        else Refuse(asker, fault, "refused"u8, outputs);
    }
}
