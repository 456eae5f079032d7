using System.Buffers;

namespace Shoal.Engine.WebSeeds;

/// <summary>The bytes of one range, as they come. A body that ends early or stands still is a fault of the seed; what comes after the range is not read.</summary>
internal sealed class WebSeedBody : IAsyncDisposable
{
    /// <summary>Longest time without a byte.</summary>
    public static readonly TimeSpan StallTimeout = TimeSpan.FromSeconds(20);

    private readonly HttpResponseMessage _response;
    private readonly CancellationToken _cancel;
    private readonly CancellationTokenSource _deadline, _either;
    private Stream? _stream;
    private int _skip, _left;

    /// <param name="response">Its head has been judged.</param>
    /// <param name="skip">Bytes before the range.</param>
    /// <param name="length">Bytes of the range.</param>
    /// <param name="time">The clock of the deadline.</param>
    /// <param name="cancel">Ends every read.</param>
    public WebSeedBody(HttpResponseMessage response, int skip, int length, TimeProvider time, CancellationToken cancel)
    {
        (_response, _skip, _left, _cancel) = (response, skip, length, cancel);
        _deadline = new CancellationTokenSource(StallTimeout, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(cancel, _deadline.Token);
    }

    /// <summary>Reads some of the range's bytes; 0 when all of it has been read.</summary>
    /// <exception cref="WebSeedException">It ended too early, broke off, or stands still.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> destination)
    {
        if (_left == 0) return 0;
        try
        {
            _deadline.CancelAfter(StallTimeout);
            _stream ??= await _response.Content.ReadAsStreamAsync(_either.Token).ConfigureAwait(false);
            if (_skip > 0) await SkipAsync(_either.Token).ConfigureAwait(false);
            var read = await _stream.ReadAsync(destination[..Math.Min(destination.Length, _left)], _either.Token).ConfigureAwait(false);
            if (read == 0) throw new WebSeedException("it sent less than it was asked for");
            _deadline.CancelAfter(Timeout.InfiniteTimeSpan);   // waiting for a rate limit is no fault of the seed
            _left -= read;
            return read;
        }
        catch (OperationCanceledException) when (!_cancel.IsCancellationRequested)
        {
            throw new WebSeedException("it stopped sending");
        }
        catch (IOException fault)
        {
            throw new WebSeedException((fault.InnerException ?? fault).Message);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_stream is not null) await _stream.DisposeAsync().ConfigureAwait(false);
        _response.Dispose();
        _either.Dispose();
        _deadline.Dispose();
    }

    private async Task SkipAsync(CancellationToken cancel)
    {
        var waste = ArrayPool<byte>.Shared.Rent(32 * 1024);
        try
        {
            while (_skip > 0)
            {
                var read = await _stream!.ReadAsync(waste.AsMemory(0, Math.Min(waste.Length, _skip)), cancel).ConfigureAwait(false);
                if (read == 0) throw new WebSeedException("it sent less than it was asked for");
                _skip -= read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(waste);
        }
    }
}
