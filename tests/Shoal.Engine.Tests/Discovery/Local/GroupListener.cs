using System.Net;
using System.Net.Sockets;
using System.Text;
using Shoal.Engine.Discovery.Local;
using Shoal.Engine.Network;

namespace Shoal.Engine.Tests.Discovery.Local;

/// <summary>Hears and says what it likes in the group on loopback: the wire of a test.</summary>
internal sealed class GroupListener(LocalGroup group) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static int _ports = Environment.ProcessId;

    private readonly Socket _socket = new SocketFactory().CreateMulticast(group.Of(AddressFamily.InterNetwork), IPAddress.Loopback, 1);
    private readonly byte[] _buffer = new byte[4096];

    /// <summary>The IPv4 side of loopback.</summary>
    public static LocalWay Loopback { get; } = LocalWay.List([new IPEndPoint(IPAddress.Loopback, 1)]).Single(way => way.IsLoopback);

    /// <summary>A group of this test alone, most likely; strangers in it say other names.</summary>
    public static LocalGroup NewGroup() => new(20_000 + Interlocked.Increment(ref _ports) % 10_000);

    /// <summary>The next datagram; throws when none comes.</summary>
    public async Task<string> NextAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        var length = await _socket.ReceiveAsync(_buffer, SocketFlags.None, patience.Token);
        return Encoding.ASCII.GetString(_buffer, 0, length);
    }

    /// <summary>All that was said until now, in order: a mark is sent after it and waited for.</summary>
    public async Task<IReadOnlyList<string>> UntilNowAsync()
    {
        var mark = "mark " + Guid.NewGuid();
        Say(mark);
        var said = new List<string>();
        while (await NextAsync() is var next && next != mark) said.Add(next);
        return said;
    }

    public void Say(string datagram) => _socket.SendTo(Encoding.ASCII.GetBytes(datagram), group.Of(AddressFamily.InterNetwork));

    public void Dispose() => _socket.Dispose();
}
