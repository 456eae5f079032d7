using System.Net;
using Shoal.Core.Codes;
using Shoal.Core.Primitives;
using Shoal.Engine.Sessions;

namespace Shoal.Engine.Codes;

/// <summary>One receiver of a sender: its talk, and what is known of it. Fields are written by its own task, read by snapshots.</summary>
internal sealed class SentReceiver(int id, CodeTalk talk)
{
    private readonly TaskCompletionSource<bool> _decision = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _doneBytes;

    public int Id => id;
    public CodeTalk Talk => talk;
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
    public Task<bool> WaitForDecisionAsync(CancellationToken cancel) => _decision.Task.WaitAsync(cancel);

    public CodeReceiverEntry ToEntry() => new(id, TerminalText.Escape(Name), talk.Address, Reach.Of(talk.Address.Address), State, DoneBytes);

    /// <summary>Says something, and is not hurt when nobody listens any more.</summary>
    public async Task TellAsync(CodeParcelKind kind, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
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
