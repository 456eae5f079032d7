using System.Buffers;
using Shoal.Core.Metainfo;
using Shoal.Core.Pieces;
using Shoal.Core.Torrents;
using Shoal.Core.WebSeeds;
using Shoal.Engine.Peers;
using Shoal.Engine.Storage;
using Shoal.Engine.Torrents;

namespace Shoal.Engine.WebSeeds;

/// <summary>Fetches one run of blocks from a web seed and hands each block on as it becomes whole, as a peer's connection does.</summary>
internal sealed class WebSeedFetch(WebSeedRun run, PeerHandle peer, TorrentContent content, FileLayout layout, IPeerHost host, WebSeedHttp http)
{
    /// <summary>Bytes read at once: eight blocks.</summary>
    private const int BufferBytes = 8 * TorrentGeometry.BlockSize;

    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
    private int _filled;
    private int _delivered;
    private long _deliveredBytes;

    /// <summary>Payload handed on so far. Any thread.</summary>
    public long DeliveredBytes => Volatile.Read(ref _deliveredBytes);

    /// <summary>Blocks not handed on: they are asked of others when the fetch has ended.</summary>
    public IEnumerable<BlockAddress> Missing => run.Blocks.Skip(_delivered);

    /// <exception cref="WebSeedException">The seed failed, or lacks a file.</exception>
    /// <exception cref="OperationCanceledException">It was told to stop.</exception>
    public async Task RunAsync(CancellationToken cancel)
    {
        try
        {
            foreach (var part in Parts())
            {
                if (part.IsZeros) await FillWithZerosAsync(part.Length).ConfigureAwait(false);
                else await FetchAsync(content.Metainfo.Files[part.File], part, cancel).ConfigureAwait(false);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }
    }

    private List<FileRun> Parts()
    {
        var parts = new List<FileRun>();
        foreach (var part in layout.Locate(run.Offset, run.Length)) parts.Add(part);
        return parts;
    }

    private async Task FetchAsync(TorrentFile file, FileRun part, CancellationToken cancel)
    {
        var body = await http.GetAsync(file, part.FileOffset, part.Length, cancel).ConfigureAwait(false);
        await using var owned = body.ConfigureAwait(false);
        while (true)
        {
            var room = Math.Min(BufferBytes - _filled, host.DownloadLimits.Step);
            var read = await body.ReadAsync(_buffer.AsMemory(_filled, room)).ConfigureAwait(false);
            if (read == 0) return;
            _filled += read;
            await HandOnAsync().ConfigureAwait(false);
            await host.DownloadLimits.PayAsync(read).ConfigureAwait(false);
            cancel.ThrowIfCancellationRequested();
        }
    }

    private async Task FillWithZerosAsync(int length)
    {
        while (length > 0)
        {
            var room = Math.Min(BufferBytes - _filled, length);
            _buffer.AsSpan(_filled, room).Clear();
            (_filled, length) = (_filled + room, length - room);
            await HandOnAsync().ConfigureAwait(false);
        }
    }

    // Whole blocks leave the buffer, what is left of the next moves to its start.
    private async Task HandOnAsync()
    {
        var at = 0;
        while (_delivered < run.Blocks.Count && run.Blocks[_delivered] is var block && _filled - at >= block.Length)
        {
            var fate = content.Store.Store(block, _buffer.AsSpan(at, block.Length));
            at += block.Length;
            _delivered++;
            Volatile.Write(ref _deliveredBytes, _deliveredBytes + block.Length);
            var input = fate == BlockFate.Stored ? TorrentInput.BlockArrived(peer, block) : TorrentInput.BlockUnwanted(peer, block);
            if (!host.TryPost(input)) await host.PostAsync(input).ConfigureAwait(false);
        }

        if (at == 0) return;
        _buffer.AsSpan(at, _filled - at).CopyTo(_buffer);
        _filled -= at;
    }
}
