using Shoal.Engine.Storage;

namespace Shoal.Engine.Tests.Storage;

public sealed unsafe class PieceMemoryTests
{
    private const int MiB = 1 << 20;

    [Fact]
    public void Buffers_are_aligned_and_used_again()
    {
        using var memory = new PieceMemory(64 * MiB);
        var first = memory.Rent(MiB);
        memory.Return(first, MiB);
        var second = memory.Rent(MiB - 5);

        Assert.True(first == second);
        Assert.Equal(0, (long)first % 64);
        Assert.Equal(MiB, memory.RentedBytes);
        memory.Return(second, MiB - 5);
        Assert.Equal(0, memory.RentedBytes);
    }

    [Fact]
    public void The_budget_is_reached_and_never_passed()
    {
        using var memory = new PieceMemory(8 * MiB);
        var rented = Enumerable.Range(0, 8).Select(_ => (nint)memory.Rent(MiB)).ToArray();

        Assert.DoesNotContain(0, rented);
        Assert.True(memory.Rent(16 << 10) is null);
        memory.Return((byte*)rented[0], MiB);
        var small = memory.Rent(16 << 10);
        Assert.True(small is not null);
        Assert.InRange(memory.AllocatedBytes, 1, 8 * MiB);
        memory.Return(small, 16 << 10);
        foreach (var buffer in rented[1..]) memory.Return((byte*)buffer, MiB);
    }

    [Fact]
    public void A_piece_over_an_eighth_of_the_budget_is_not_buffered()
    {
        using var memory = new PieceMemory(64 * MiB);
        var atLimit = memory.Rent(8 * MiB);

        Assert.True(atLimit is not null);
        Assert.True(memory.Rent(8 * MiB + 1) is null);
        memory.Return(atLimit, 8 * MiB);
    }

    [Fact]
    public void Idle_memory_goes_back_to_the_system()
    {
        using var memory = new PieceMemory(256 * MiB);
        var rented = Enumerable.Range(0, 16).Select(_ => (nint)memory.Rent(16 * MiB)).ToArray();
        Assert.DoesNotContain(0, rented);
        foreach (var buffer in rented) memory.Return((byte*)buffer, 16 * MiB);

        Assert.InRange(memory.AllocatedBytes, 0, 16 * MiB);
    }
}
