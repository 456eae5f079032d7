using System.Net;
using System.Net.Sockets;

namespace Shoal.Interop;

/// <summary>A folder of one test, removed with everything in it when the test ends.</summary>
internal sealed class Workspace : IDisposable
{
    /// <summary>Memory that must stay free beside what a test writes, for the other programs of the machine.</summary>
    private const long SpareMemoryBytes = 4L << 30;

    /// <param name="needBytes">What the test will write at most: a folder in memory is taken when there is room for it.</param>
    public Workspace(long needBytes = 0)
    {
        var parent = Environment.GetEnvironmentVariable("SHOAL_INTEROP_DIR")
            ?? (HasMemoryFor(needBytes) ? "/dev/shm" : Path.GetTempPath());
        Root = Directory.CreateDirectory(Path.Combine(parent, "shoal-interop-" + Path.GetRandomFileName())).FullName;
    }

    private const int FirstPort = 16_384;
    private const int PortCount = 16_384;
    private static int _lastPort = Environment.ProcessId * 37;

    public string Root { get; }

    /// <summary>A new folder of that name.</summary>
    public string Folder(string name) => Directory.CreateDirectory(Path.Combine(Root, name)).FullName;

    public string File(string name) => Path.Combine(Root, name);

    /// <summary>A port that nobody has, below those the system gives to whoever dials out: so nobody takes it between asking and using.</summary>
    public static IPEndPoint FreeEndPoint(IPAddress address)
    {
        while (true)
        {
            var port = FirstPort + (Interlocked.Increment(ref _lastPort) & (PortCount - 1));
            try
            {
                using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(address, port));
                return new IPEndPoint(address, port);
            }
            catch (SocketException)
            {
                // Expected: somebody listens there; the next one.
            }
        }
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Root, recursive: true);
        }
        catch (IOException)
        {
            // A program that was just killed may still be writing: once more, then the system's own cleaning takes it.
            Thread.Yield();
            if (Directory.Exists(Root)) TryDelete();
        }
    }

    private void TryDelete()
    {
        try
        {
            Directory.Delete(Root, recursive: true);
        }
        catch (IOException)
        {
            Console.Error.WriteLine($"left behind: {Root}");
        }
    }

    private static bool HasMemoryFor(long bytes)
    {
        if (!Directory.Exists("/dev/shm") || !System.IO.File.Exists("/proc/meminfo")) return false;
        var line = System.IO.File.ReadLines("/proc/meminfo").First(l => l.StartsWith("MemAvailable:", StringComparison.Ordinal));
        var kibibytes = long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
        return kibibytes * 1024 > bytes + SpareMemoryBytes && new DriveInfo("/dev/shm").AvailableFreeSpace > bytes;
    }
}
