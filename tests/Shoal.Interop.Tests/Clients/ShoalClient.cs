namespace Shoal.Interop.Clients;

/// <summary>The program under test, by its commands alone: `get` ends when it is complete, `seed` runs on.</summary>
internal sealed class ShoalClient(string scratch) : Client(scratch)
{
    private Job? _job;

    protected override RunningProgram Launch(Job job)
    {
        _job = job;
        return Run(job, Programs.PathOf(Programs.Shoal), Arguments(job, Path.Combine(Home, "state")));
    }

    /// <summary>The command line for a job, for tests that start and kill it themselves.</summary>
    public static IEnumerable<string> Arguments(Job job, string state) =>
    [
        .. (string[])(job.Seeds ? ["seed", job.Torrent, "--data", job.Directory] : ["get", job.Torrent, "-o", job.Directory]),
        "--listen", job.Listen.ToString(), "--state", state, "--json", "--no-port-map",
        .. job.DhtBootstrap?.SelectMany(node => (string[])["--dht-bootstrap", node.ToString()]) ?? ["--no-dht"],
        .. (string[])(job.FindsLocally ? [] : ["--no-lsd"]),
        .. (string[])(job.ExchangesPeers ? [] : ["--no-pex"]),
        .. (string[])(job.Peer is null ? [] : ["--peer", job.Peer.ToString()]),
    ];

    /// <summary>As a leecher its word is exit code 0; as a seed, the event it writes when it has checked.</summary>
    protected override async Task<bool> SaysCompleteAsync() => _job!.Seeds
        ? Program.Said.Any(line => line.Contains("\"event\":\"seeding\"", StringComparison.Ordinal))
        : Program.HasExited && await Program.WaitForExitAsync(TimeSpan.FromSeconds(5)) == 0;
}
