using System.Runtime.CompilerServices;

namespace Shoal.Core.Hashing;

/// <summary>Keeps the lanes of a kernel full with inputs of any length, the longest first.</summary>
internal static unsafe class LaneScheduler<TDigest, TKernel>
    where TDigest : struct, ILaneDigest
    where TKernel : struct, ILaneKernel
{
    private const int BlockBytes = 64;

    /// <summary>Inputs sorted together: enough to fill the lanes many times over, few enough for the stack.</summary>
    private const int WindowInputs = 256;

    /// <summary>What a call of the platform's hash costs beyond its blocks (0.45 us), in blocks.</summary>
    private const int CallCostBlocks = 13;

    /// <param name="inputs">What to hash.</param>
    /// <param name="digests">A digest an input, in their order.</param>
    /// <param name="breakEven">Lanes in use from which the kernel is faster than one input after the other.</param>
    [SkipLocalsInit]
    public static void Hash(ReadOnlySpan<HashInput> inputs, Span<byte> digests, int breakEven)
    {
        var digestBytes = TDigest.InitialState.Length * sizeof(uint);
        Span<int> order = stackalloc int[WindowInputs];
        while (!inputs.IsEmpty)
        {
            var window = inputs[..Math.Min(inputs.Length, WindowInputs)];
            var windowOrder = order[..window.Length];
            SortByLength(window, windowOrder);
            HashWindow(window, windowOrder, digests, breakEven);
            inputs = inputs[window.Length..];
            digests = digests[(window.Length * digestBytes)..];
        }
    }

    [SkipLocalsInit]
    private static void HashWindow(ReadOnlySpan<HashInput> inputs, ReadOnlySpan<int> order, Span<byte> digests, int breakEven)
    {
        var digestBytes = TDigest.InitialState.Length * sizeof(uint);
        var memory = stackalloc byte[LaneSet<TDigest, TKernel>.Bytes];
        var lanes = new LaneSet<TDigest, TKernel>(memory);
        var blocksWaiting = 0L;
        foreach (var input in inputs) blocksWaiting += Blocks(input);

        var next = 0;
        while (next < order.Length || lanes.Busy > 0)
        {
            if (lanes.Busy == 0 && !LanesPay(Blocks(inputs[order[next]]), blocksWaiting, order.Length - next, breakEven))
            {
                var number = order[next++];
                blocksWaiting -= Blocks(inputs[number]);
                TDigest.HashOne(inputs[number].Span, digests.Slice(number * digestBytes, digestBytes));
                continue;
            }

            for (var lane = 0; lane < TKernel.Lanes && next < order.Length; lane++)
            {
                if (!lanes.IsIdle(lane)) continue;
                var number = order[next++];
                blocksWaiting -= Blocks(inputs[number]);
                lanes.Start(lane, number, inputs[number]);
            }

            do lanes.Advance(digests);
            while (lanes.Busy == TKernel.Lanes || (lanes.Busy > 0 && next == order.Length));
        }
    }

    /// <summary>False for few inputs, and for one so long that its lane would run alone for most of the time.</summary>
    private static bool LanesPay(long longest, long blocks, int inputs, int breakEven) =>
        Math.Max(longest, blocks / TKernel.Lanes) * breakEven <= blocks + (long)inputs * CallCostBlocks;

    /// <summary>Blocks with padding.</summary>
    private static long Blocks(HashInput input) => ((long)input.Length + 8) / BlockBytes + 1;

    [SkipLocalsInit]
    private static void SortByLength(ReadOnlySpan<HashInput> inputs, Span<int> order)
    {
        var isEven = true;
        for (var i = 0; i < inputs.Length; i++)
        {
            order[i] = i;
            isEven &= inputs[i].Length == inputs[0].Length;
        }

        if (isEven) return;
        Span<int> keys = stackalloc int[WindowInputs];
        for (var i = 0; i < inputs.Length; i++) keys[i] = -inputs[i].Length;
        keys[..inputs.Length].Sort(order);
    }
}
