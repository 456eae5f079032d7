using System.Net;
using Shoal.Core.Codes;
using Shoal.Core.Primitives;
using Shoal.Engine.Sessions;

namespace Shoal.Engine.Codes;

/// <summary>One receiver of a sender: its talk, and what is known of it. Fields are written by its own task, read by snapshots.</summary>
/// <param name="id">For deciding.</param>
/// <param name="address">Where it is.</param>
/// <param name="talk">Null for a guest, which came by another door and does not talk.</param>
internal sealed class SentReceiver(int id, IPEndPoint address, CodeTalk? talk)
{
    private readonly TaskCompletionSource<bool> _decision = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _doneBytes;

    public int Id => id;
    public CodeTalk Talk => talk ?? throw new InvalidOperationException("A guest does not talk.");
    public volatile CodeReceiverState State = CodeReceiverState.WrongCode;
    public volatile string Name = string.Empty;

    /// <summary>Where it listens; null where it does not.</summary>
    public IPEndPoint? Listens { get; set; }
    public long DoneBytes { get => Volatile.Read(ref _doneBytes); set => Volatile.Write(ref _doneBytes, value); }

    /// <summary>Holds a place among those the code is for.</summary>
    public bool Counts => State is CodeReceiverState.Connected or CodeReceiverState.Waiting or CodeReceiverState.Deciding or CodeReceiverState.Preparing or CodeReceiverState.Receiving or CodeReceiverState.Done;

    /// <summary>Something is going on with it.</summary>
    public bool IsBusy => State is CodeReceiverState.Preparing or CodeReceiverState.Receiving;

    public void Decide(bool isWelcome) => _decision.TrySetResult(isWelcome);
    public void Close() => talk?.Dispose();
    public Task<bool> WaitForDecisionAsync(CancellationToken cancel) => _decision.Task.WaitAsync(cancel);

    public CodeReceiverEntry ToEntry() => new(id, TerminalText.Escape(Name), address, Reach.Of(address.Address), State, DoneBytes);

    /// <summary>Says something, and is not hurt when nobody listens any more.</summary>
    public async Task TellAsync(CodeParcelKind kind, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        if (talk is null) return;
        try
        {
            await talk.SayAsync(kind, body, cancel).ConfigureAwait(false);
        }
        catch (Exception expected) when (Peers.PeerDialer.IsExpected(expected))
        {
            // Expected: it left. Its own task knows.
        }
    }
}
