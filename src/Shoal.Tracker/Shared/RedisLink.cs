using System.Net.Sockets;
using Shoal.Core.Primitives;

namespace Shoal.Tracker;

/// <summary>One server: connected when it can be, tried again a second after it was lost; tells the log when that changes.</summary>
internal sealed class RedisLink(HostPort server, TrackerDesk desk) : IDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private RedisConnection? _connection;
    private TimeSpan _notBefore;
    private bool _isKnownLost;

    /// <summary>The connection; null while it is too early to try again.</summary>
    /// <exception cref="SocketException">It is not there.</exception>
    /// <exception cref="IOException">It does not want us.</exception>
    public async Task<RedisConnection?> OpenAsync(CancellationToken cancel)
    {
        if (_connection is not null) return _connection;
        if (desk.Now < _notBefore) return null;
        var connection = new RedisConnection();
        try
        {
            await connection.OpenAsync(server, desk.Options.RedisPassword, desk.Time, cancel).ConfigureAwait(false);
        }
        catch
        {
            connection.Dispose();
            throw;
        }

        desk.Log.RedisFound(server.ToString());
        _isKnownLost = false;
        return _connection = connection;
    }

    public void Lose(string reason)
    {
        _connection?.Dispose();
        _connection = null;
        _notBefore = desk.Now + RetryDelay;
        if (_isKnownLost) return;
        _isKnownLost = true;
        desk.Log.RedisLost(server.ToString(), reason);
    }

    public void Dispose() => _connection?.Dispose();
}
