using System.Net.Sockets;

namespace Shoal.Tracker;

/// <summary>
/// A restart without a lost request. The new tracker asks over a Unix socket in the state folder; the old one stops reading, saves its
/// swarms and sends its open sockets. What clients send meanwhile waits in those sockets.
/// </summary>
internal sealed class HandOver : IDisposable
{
    private const byte Request = (byte)'T';
    private const string Name = "hand-over";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Socket _door;
    private readonly Func<IReadOnlyList<Socket>> _letGo;
    private readonly Action _ended;

    private HandOver(string folder, Func<IReadOnlyList<Socket>> letGo, Action ended)
    {
        (_letGo, _ended) = (letGo, ended);
        var path = Path.Combine(folder, Name);
        File.Delete(path);
        _door = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _door.Bind(new UnixDomainSocketEndPoint(path));
        _door.Listen();
        _ = ServeAsync();
    }

    /// <summary>Waits for a successor.</summary>
    /// <param name="folder">The state folder, open to its owner alone.</param>
    /// <param name="letGo">Stops reading, saves, and names the sockets; called once.</param>
    /// <param name="ended">Called when the successor has them.</param>
    public static HandOver? Open(string folder, Func<IReadOnlyList<Socket>> letGo, Action ended) =>
        OperatingSystem.IsLinux() ? new HandOver(folder, letGo, ended) : null;

    /// <summary>Takes the sockets of the tracker that runs on a state folder; null when none runs.</summary>
    /// <exception cref="IOException">It did not hand over.</exception>
    public static InheritedSockets? Take(string folder)
    {
        if (!OperatingSystem.IsLinux() || Connect(folder) is not { } channel) return null;
        using (channel)
        {
            channel.ReceiveTimeout = (int)Patience.TotalMilliseconds;
            channel.Send([Request]);
            return new InheritedSockets(SocketPassing.Receive(channel));
        }
    }

    /// <summary>Whether a tracker runs on a state folder.</summary>
    public static bool IsTaken(string folder)
    {
        if (!OperatingSystem.IsLinux()) return false;
        using var channel = Connect(folder);
        return channel is not null;
    }

    public void Dispose() => _door.Dispose();

    private static Socket? Connect(string folder)
    {
        var channel = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            channel.Connect(new UnixDomainSocketEndPoint(Path.Combine(folder, Name)));
            return channel;
        }
        catch (SocketException)
        {
            channel.Dispose();
            return null;   // nobody listens there
        }
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var channel = await _door.AcceptAsync().ConfigureAwait(false);
                using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
                var word = new byte[1];
                if (!await AsksAsync(channel, word, patience.Token).ConfigureAwait(false)) continue;
                SocketPassing.Send(channel, _letGo());
                _ended();
                return;
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or IOException)
        {
            // The tracker stops.
        }
    }

    private static async Task<bool> AsksAsync(Socket channel, byte[] word, CancellationToken patience)
    {
        try
        {
            return await channel.ReceiveAsync(word, patience).ConfigureAwait(false) == 1 && word[0] == Request;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            return false;   // somebody looked whether we are here
        }
    }
}
