namespace Shoal.Core.Dht;

/// <summary>Items of ours and for us (BEP 44).</summary>
public sealed partial class DhtNode
{
    /// <summary>Looks for the item named by its hash: found items come with the returned number.</summary>
    public int FindItem(NodeId target, TimeSpan now, DhtOutputs outputs) =>
        Begin(new DhtSearch(++_lastSearch, SearchPurpose.Item, target), now, outputs);

    /// <summary>Looks for the newest item of a key: it comes when the search ends.</summary>
    public int FindItem(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> salt, TimeSpan now, DhtOutputs outputs)
    {
        var search = new DhtSearch(++_lastSearch, SearchPurpose.Item, DhtItem.TargetOf(publicKey, salt)) { Salt = salt.ToArray() };
        return Begin(search, now, outputs);
    }

    /// <summary>Stores an item with the nodes nearest to it; to be repeated each hour.</summary>
    public int PutItem(DhtItem item, TimeSpan now, DhtOutputs outputs)
    {
        var search = new DhtSearch(++_lastSearch, SearchPurpose.Item, item.Target) { Salt = item.Salt.ToArray(), ToPut = item };
        return Begin(search, now, outputs);
    }

    private static void LearnItem(DhtSearch search, in KrpcMessage message, DhtOutputs outputs)
    {
        // A signature is looked at only when it could make a difference.
        if (message.Item.IsEmpty || (search.Found is { } found && (!found.IsMutable || message.Sequence <= found.Sequence))) return;
        var isKeyed = !message.PublicKey.IsEmpty;
        var target = isKeyed ? DhtItem.TargetOf(message.PublicKey, search.Salt) : DhtItem.TargetOf(message.Item);
        if (target != search.Lookup.Target || DhtItem.TryRead(message, search.Salt, out var item) != KrpcError.None) return;
        search.Found = item;
        if (!isKeyed && search.ToPut is null) TellItem(search, outputs);
    }

    private static void TellItem(DhtSearch search, DhtOutputs outputs) =>
        outputs.Add(new DhtOutput(DhtOutputKind.ItemFound) { Search = search.Number, Item = search.Found });

    private int Put(DhtSearch search, DhtItem item, TimeSpan now, DhtOutputs outputs)
    {
        var stored = 0;
        foreach (var node in search.Lookup.Nearest())
        {
            if (node.Token is not { } token || _open.IsFull) continue;
            stored++;
            Send(new OpenRequest(node.Contact.Address, now) { Id = node.Contact.Id }, new KrpcMessage
            {
                Method = KrpcMethod.Put,
                Token = token,
                Item = item.Value,
                PublicKey = item.PublicKey,
                Salt = item.Salt,
                Sequence = item.IsMutable ? item.Sequence : null,
                Signature = item.Signature,
            }, outputs);
        }

        return stored;
    }
}
