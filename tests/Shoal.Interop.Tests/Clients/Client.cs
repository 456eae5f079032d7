using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Shoal.Interop.Namespaces;

namespace Shoal.Interop.Clients;

/// <summary>A BitTorrent program at work on one torrent. uTP and port mapping are off in all of them, DHT, LSD and PEX too unless the job asks for them.</summary>
internal abstract class Client(string scratch) : IAsyncDisposable
{
    private static readonly TimeSpan PollPeriod = TimeSpan.FromMilliseconds(100);
    private static int _count;

    private RunningProgram? _program;
    private NamespaceHost? _host;

    /// <summary>A folder of its own, for settings and state.</summary>
    protected string Home { get; } = Directory.CreateDirectory(Path.Combine(scratch, $"home-{Interlocked.Increment(ref _count)}")).FullName;

    /// <summary>Whether it dials peers on loopback addresses; Transmission takes them for a mistake.</summary>
    public virtual bool DialsLoopback => true;

    /// <summary>Whether it makes files of no bytes on its own.</summary>
    public virtual bool MakesEmptyFiles => true;

    /// <summary>The last lines it printed.</summary>
    public IReadOnlyList<string> Said => Program.Said;

    protected RunningProgram Program => _program ?? throw new InvalidOperationException("not started");

    public static Client Create(string program, string scratch) => program switch
    {
        Programs.Shoal => new ShoalClient(scratch),
        Programs.Libtorrent => new LibtorrentClient(scratch),
        "transmission-daemon" => new TransmissionClient(scratch),
        "aria2c" => new Aria2Client(scratch),
        "rtorrent" => new RtorrentClient(scratch),
        "qbittorrent-nox" => new QBittorrentClient(scratch),
        Programs.Webtorrent => new WebtorrentClient(scratch),
        _ => throw new ArgumentOutOfRangeException(nameof(program), program, null),
    };

    public async Task StartAsync(Job job)
    {
        _host = job.Host;
        _program = Launch(job);
        await AddAsync(job);
    }

    /// <summary>By the client's own word: everything is here and checked.</summary>
    public Task WaitUntilCompleteAsync(TimeSpan deadline) => UntilAsync(SaysCompleteAsync, deadline, "complete");

    /// <summary>Others can dial it: whoever is refused may wait a minute before it tries again.</summary>
    public Task WaitUntilItListensAsync(IPEndPoint address, TimeSpan deadline) => UntilAsync(() => ConnectAsync(address), deadline, "listening");

    public async ValueTask DisposeAsync()
    {
        if (_program is not null) await _program.DisposeAsync();
        DisposeCore();
    }

    /// <summary>Starts the program; what it takes on its command line is given there.</summary>
    protected abstract RunningProgram Launch(Job job);

    /// <summary>Gives the torrent to a program that takes it by its own interface.</summary>
    protected virtual Task AddAsync(Job job) => Task.CompletedTask;

    protected abstract Task<bool> SaysCompleteAsync();

    protected virtual void DisposeCore()
    {
    }

    /// <summary>Starts a program where the job wants it.</summary>
    protected RunningProgram Run(Job job, string program, IEnumerable<string> arguments) =>
        job.Host?.Run(program, arguments, job.Lifetime, Home) ?? new RunningProgram(program, arguments, job.Lifetime, Home);

    private async Task<bool> ConnectAsync(IPEndPoint address)
    {
        Socket Make() => new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        using var socket = _host?.Inside(Make) ?? Make();
        await socket.ConnectAsync(address);
        return true;
    }

    /// <summary>Asks again and again; a refused connection, an unfinished answer or none in time counts as "not yet".</summary>
    protected async Task UntilAsync(Func<Task<bool>> question, TimeSpan deadline, string what)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var ended = Program.HasExited;
            try
            {
                if (await question()) return;
            }
            catch (Exception e) when (e is HttpRequestException or IOException or SocketException or TaskCanceledException { InnerException: TimeoutException })
            {
                // It does not listen yet, or has thousands of files to make first.
            }
            if (ended) throw new InvalidOperationException($"not {what}: {Program.Story}");
            if (Stopwatch.GetElapsedTime(started) > deadline) throw new TimeoutException($"not {what} after {deadline.TotalSeconds:0} s: {Program.Story}");
            await Task.Delay(PollPeriod);
        }
    }
}
