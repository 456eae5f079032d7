using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Shoal.Tracker;

/// <summary>
/// Accepts connections, one after the other. A whole request that can be answered at once is: that is a public tracker's daily bread, and
/// costs four system calls and no object. Who may ask again is kept, every other connection is handed on as it came, nothing read from it.
/// </summary>
/// <remarks>Nothing here waits for a client: the kernel shows a connection when its first bytes are there.</remarks>
internal static unsafe class LinuxHttpLoop
{
    private const int NameMax = 28;
    private static readonly TimeSpan TroublePause = TimeSpan.FromMilliseconds(10);

    /// <param name="listener">Listens, with a receive timeout.</param>
    /// <param name="desk">Answers.</param>
    /// <param name="kept">Takes connections that may ask again.</param>
    /// <param name="others">Takes the descriptors of those that are not answered here.</param>
    /// <param name="stop">Seen at each timeout.</param>
    public static void Run(Socket listener, HttpDesk desk, LinuxKeepLoop kept, Action<int> others, CancellationToken stop)
    {
        using var answers = new QuickAnswers(desk);
        var descriptor = (int)listener.SafeHandle.DangerousGetHandle();   // closed after this thread has ended
        var isV4 = listener.AddressFamily == AddressFamily.InterNetwork;
        var name = stackalloc byte[NameMax];
        while (!stop.IsCancellationRequested)
        {
            uint nameLength = NameMax;
            var connection = LinuxTcp.Accept(descriptor, name, &nameLength, LinuxTcp.SOCK_CLOEXEC);
            if (connection < 0)
            {
                // Too many open files, for one: what waits in the queue does not go away, so spinning would not help.
                if (Marshal.GetLastPInvokeError() is not (LinuxTcp.EAGAIN or LinuxTcp.EINTR or LinuxTcp.ECONNABORTED)) Thread.Sleep(TroublePause);
                continue;
            }

            // sockaddr_in: family, port, address (4). sockaddr_in6: family, port, flow, address (16).
            var asker = isV4 ? new ReadOnlySpan<byte>(name + 4, 4) : new ReadOnlySpan<byte>(name + 8, 16);
            switch (answers.Answer(connection, asker, kept.HasRoom))
            {
                case QuickOutcome.Keep: kept.Add(connection, asker); break;
                case QuickOutcome.Close: _ = LinuxTcp.Close(connection); break;
                default: others(connection); break;
            }
        }
    }
}
