using System.Threading.Channels;
using Shoal.Core.Torrents;

namespace Shoal.Engine.Torrents;

/// <summary>Gives a torrent an inbox and turns to run. Holds no rules; nothing in a turn waits.</summary>
internal sealed class TorrentActor(int inboxCapacity, TimeProvider time)
{
    /// <summary>Messages handled before their outputs are carried out.</summary>
    private const int BatchMax = 256;

    private readonly Channel<TorrentMessage> _inbox = Channel.CreateBounded<TorrentMessage>(
        new BoundedChannelOptions(inboxCapacity) { SingleReader = true });

    private readonly long _startedAt = time.GetTimestamp();

    /// <summary>Time since this torrent was made: the clock of its rules.</summary>
    public TimeSpan Now => time.GetElapsedTime(_startedAt);

    public bool TryPost(in TorrentMessage message) => _inbox.Writer.TryWrite(message);

    /// <summary>For those below (peers, disk): a full inbox makes them wait, so sockets slow down. Dropped once the torrent is closed.</summary>
    public async ValueTask PostAsync(TorrentMessage message)
    {
        while (!_inbox.Writer.TryWrite(message))
            if (!await _inbox.Writer.WaitToWriteAsync().ConfigureAwait(false)) return;
    }

    /// <summary>No message is taken after this; those waiting are still handled.</summary>
    public void Close() => _inbox.Writer.TryComplete();

    /// <param name="handle">An input for the rules, and the time.</param>
    /// <param name="carryOut">Called after each batch: do what the rules asked for.</param>
    /// <param name="broke">A turn threw: a bug, which stops this torrent and no other.</param>
    public async Task RunAsync(Action<TorrentInput, TimeSpan> handle, Action carryOut, Action<Exception> broke)
    {
        while (await _inbox.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            try
            {
                RunBatch(handle);
                carryOut();
            }
            catch (Exception bug)
            {
                broke(bug);
            }
        }
    }

    private void RunBatch(Action<TorrentInput, TimeSpan> handle)
    {
        var now = Now;
        for (var i = 0; i < BatchMax && _inbox.Reader.TryRead(out var message); i++)
        {
            if (message.Turn is { } turn) turn();
            else handle(message.Input, now);
        }
    }
}
