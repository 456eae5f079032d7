using Shoal.Engine.Sessions;
using Shoal.Web.Documents;

namespace Shoal.Web.Codes;

/// <summary>One code being received: what its waits ended in is kept for whoever looks.</summary>
internal sealed class Receiving(CodeReceiver receiver, DateTimeOffset at) : IAsyncDisposable
{
    private readonly CancellationTokenSource _ends = new();
    private string? _error;
    private IReadOnlyList<string> _placed = [];
    private int _isAccepted;

    public DateTimeOffset At => at;

    public ReceiveRow ToRow(string id) => ReceiveRow.Of(id, receiver.Snapshot(), Volatile.Read(ref _error), Volatile.Read(ref _placed));

    public void Start() => _ = KeepFaultAsync(() => receiver.WaitForOfferAsync(_ends.Token));

    /// <summary>Says yes, once.</summary>
    public void Accept(AcceptCode request)
    {
        if (Interlocked.Exchange(ref _isAccepted, 1) == 0)
            _ = KeepFaultAsync(async () => Volatile.Write(ref _placed, await receiver.AcceptAsync(request, _ends.Token).ConfigureAwait(false)));
    }

    public async ValueTask DisposeAsync()
    {
        if (_isAccepted == 0 && receiver.Snapshot().Phase == CodeReceiverPhase.Deciding)
            await receiver.DeclineAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _ends.CancelAsync().ConfigureAwait(false);
        await receiver.DisposeAsync().ConfigureAwait(false);
        _ends.Dispose();
    }

    private async Task KeepFaultAsync(Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Taken away by its owner.
        }
        catch (Exception fault) when (fault is CodeException or IOException or UnauthorizedAccessException or TorrentFailedException)
        {
            Volatile.Write(ref _error, fault.Message);
        }
    }
}
