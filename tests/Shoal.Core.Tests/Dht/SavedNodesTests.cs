using Shoal.Core.Dht;

namespace Shoal.Core.Tests.Dht;

public sealed class SavedNodesTests
{
    private readonly DhtSimulation _world = new(81);

    [Fact]
    public void Nodes_come_back_as_they_were_saved()
    {
        var v4 = new SavedNodes(_world.NewId(), [.. Enumerable.Range(0, 50).Select(_ => new NodeContact(_world.NewId(), _world.NewAddress()))]) { Port = 6881 };
        var v6 = new SavedNodes(_world.NewId(), [new NodeContact(_world.NewId(), NodeAddress.From(System.Net.IPAddress.Parse("2a00:1::5"), 9))]);

        Assert.True(SavedNodes.TryRead(SavedNodes.Write(v4, v6), out var read4, out var read6));

        Assert.Equal((v4.Id, 6881), (read4.Id, read4.Port));
        Assert.Equal((v6.Id, 0), (read6.Id, read6.Port));
        Assert.Equal(v4.Nodes, read4.Nodes);
        Assert.Equal(v6.Nodes, read6.Nodes);
    }

    [Fact]
    public void More_than_two_hundred_are_cut()
    {
        var many = new SavedNodes(null, [.. Enumerable.Range(0, 500).Select(_ => new NodeContact(_world.NewId(), _world.NewAddress()))]);
        var file = SavedNodes.Write(many, SavedNodes.Empty);

        Assert.InRange(file.Length, 0, SavedNodes.MaxFileBytes);
        Assert.True(SavedNodes.TryRead(file, out var read, out _));
        Assert.Equal(SavedNodes.MaxNodes, read.Nodes.Count);
    }

    [Fact]
    public void Damaged_or_cut_files_throw_nothing_and_unusable_addresses_are_left_out()
    {
        var file = SavedNodes.Write(new SavedNodes(_world.NewId(), [new NodeContact(_world.NewId(), new NodeAddress([0, 0, 0, 0], 9)), new NodeContact(_world.NewId(), new NodeAddress([8, 8, 8, 8], 0))]), SavedNodes.Empty);
        for (var length = 0; length < file.Length; length++) Assert.False(SavedNodes.TryRead(file.AsSpan(0, length), out _, out _));
        for (var at = 0; at < file.Length; at++) SavedNodes.TryRead([.. file[..at], (byte)'x', .. file[(at + 1)..]], out _, out _);

        Assert.True(SavedNodes.TryRead(file, out var read, out _));
        Assert.Empty(read.Nodes);
        Assert.False(SavedNodes.TryRead(new byte[SavedNodes.MaxFileBytes + 1], out _, out _));
    }
}
