using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Shoal.Core.PortMapping;
using Shoal.Engine.Diagnostics;
using Shoal.Engine.Network;
using Shoal.Engine.Sessions;

namespace Shoal.Engine.Discovery.PortMapping;

/// <summary>Keeps one port open at the gateway of one family: finds the gateway, tries its protocols in turn, renews at half-life, and begins anew when the gateway is another or has forgotten.</summary>
internal sealed class PortKeeper(
    Func<Gateway?> findGateway, IReadOnlyList<(string Name, Func<Gateway, CancellationToken, Task<IPortMapper>> Find)> protocols,
    int port, TimeSpan lease, ExternalAddress external, TimeProvider time, ILogger log)
{
    /// <summary>How often the routes are looked at for another gateway.</summary>
    private static readonly TimeSpan LookPeriod = TimeSpan.FromSeconds(15);

    /// <summary>Wait after no protocol did, doubled each time to <see cref="RetryDelayMax"/>; a new gateway is asked at once.</summary>
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan RetryDelayMax = TimeSpan.FromMinutes(5);

    /// <summary>No renewal sooner than this, whatever the gateway grants.</summary>
    private static readonly TimeSpan RenewMin = TimeSpan.FromSeconds(1);

    private static readonly MappedTransport[] Transports = [MappedTransport.Tcp, MappedTransport.Udp];

    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _tried = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<MappedTransport, MappedPort> _mapped = [];
    private PortMappingSnapshot _snapshot = new() { Problems = ["not tried yet"] };
    private IPortMapper? _mapper;
    private Task _running = Task.CompletedTask;
    private int _externalPort;

    /// <summary>The TCP port outside is another than before. Any thread.</summary>
    public event Action? Changed;

    /// <summary>The TCP port outside; null while nothing is mapped.</summary>
    public int? ExternalPort => Volatile.Read(ref _externalPort) is > 0 and var mapped ? mapped : null;

    public void Start() => _running = Task.Run(RunAsync);

    public PortMappingSnapshot Snapshot() => Volatile.Read(ref _snapshot);

    public Task TriedAsync() => _tried.Task;

    /// <summary>Ends the keeping and takes the mappings back, as far as there is time.</summary>
    public async Task StopAsync(CancellationToken limit)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        await ReleaseAsync(limit).ConfigureAwait(false);
        _tried.TrySetResult();
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        var cancel = _stopping.Token;
        try
        {
            for (var delay = RetryDelay; ; delay = delay * 2 < RetryDelayMax ? delay * 2 : RetryDelayMax)
            {
                var gateway = findGateway();
                if (gateway is null) Publish(new PortMappingSnapshot { Problems = ["no gateway"] });
                else if (await KeepAsync(gateway, cancel).ConfigureAwait(false)) delay = RetryDelay;
                _tried.TrySetResult();
                if (await WaitForAnotherAsync(gateway, delay, cancel).ConfigureAwait(false)) delay = RetryDelay;
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The engine stops.
        }
    }

    // Returns when the gateway is no more ours, or keeps nothing; true when it did for a while.
    private async Task<bool> KeepAsync(Gateway gateway, CancellationToken cancel)
    {
        var (problems, hasKept) = (new List<string>(), false);
        foreach (var (name, find) in protocols)
        {
            try
            {
                _mapper = await find(gateway, cancel).ConfigureAwait(false);
                var life = await MapAllAsync(gateway, cancel).ConfigureAwait(false);
                hasKept = true;
                _tried.TrySetResult();
                while (!await WaitForAnotherAsync(gateway, Half(life), cancel).ConfigureAwait(false))
                    life = await MapAllAsync(gateway, cancel).ConfigureAwait(false);
                await ReleaseAsync(cancel).ConfigureAwait(false);   // mostly in vain: the old network is gone
                external.Forget();
                return true;
            }
            catch (Exception fault) when (fault is PortMappingException or SocketException)
            {
                problems.Add($"{name}: {fault.Message}");
                log.PortNotMapped(name, gateway.Address, fault.Message);
                Drop();
            }
        }

        Publish(new PortMappingSnapshot { Gateway = gateway.Address, Problems = problems });
        return hasKept;
    }

    // TCP is what peers need; a gateway that maps no UDP is still good.
    private async Task<TimeSpan> MapAllAsync(Gateway gateway, CancellationToken cancel)
    {
        var problems = new List<string>();
        var tcp = await MapAsync(MappedTransport.Tcp, gateway, cancel).ConfigureAwait(false);
        var lasting = tcp.Lifetime;
        try
        {
            var udp = await MapAsync(MappedTransport.Udp, gateway, cancel).ConfigureAwait(false);
            if (udp.Lifetime < lasting) lasting = udp.Lifetime;
        }
        catch (PortMappingException fault)
        {
            problems.Add($"UDP: {fault.Message}");
        }

        Publish(new PortMappingSnapshot
        {
            Gateway = gateway.Address,
            Protocol = _mapper!.Protocol,
            ExternalAddress = tcp.ExternalAddress,
            Mappings = [.. _mapped.Values],
            Problems = problems,
        });
        return lasting;
    }

    private async Task<MappingLease> MapAsync(MappedTransport transport, Gateway gateway, CancellationToken cancel)
    {
        var granted = await _mapper!.MapAsync(Request(transport), cancel).ConfigureAwait(false);
        if (granted.HasForgotten) log.GatewayForgot(gateway.Address);
        _mapped[transport] = new MappedPort(transport, port, granted.ExternalPort, granted.Lifetime);
        if (granted.ExternalAddress is { } address) external.VoteOfRouter(gateway.Address, address);
        return granted;
    }

    // Wished for outside: what we had, else what TCP has, else our own port.
    private MapRequest Request(MappedTransport transport)
    {
        var wish = _mapped.TryGetValue(transport, out var mine) ? mine.ExternalPort
            : _mapped.TryGetValue(MappedTransport.Tcp, out var tcp) ? tcp.ExternalPort
            : port;
        return new MapRequest(transport, port, wish, (uint)lease.TotalSeconds);
    }

    private async Task ReleaseAsync(CancellationToken cancel)
    {
        try
        {
            foreach (var transport in Transports)
                if (_mapper is not null && _mapped.ContainsKey(transport)) await _mapper.UnmapAsync(Request(transport), cancel).ConfigureAwait(false);
        }
        catch (Exception expected) when (expected is PortMappingException or SocketException or OperationCanceledException)
        {
            // Its lease ends by itself.
        }

        Drop();
    }

    private void Drop()
    {
        _mapper?.Dispose();
        _mapper = null;
        _mapped.Clear();
    }

    // True when the way out is another than it was.
    private async Task<bool> WaitForAnotherAsync(Gateway? gateway, TimeSpan wait, CancellationToken cancel)
    {
        for (var left = wait; ; left -= LookPeriod)
        {
            if (findGateway() != gateway) return true;
            if (left <= TimeSpan.Zero) return false;
            await Task.Delay(left < LookPeriod ? left : LookPeriod, time, cancel).ConfigureAwait(false);
        }
    }

    private static TimeSpan Half(TimeSpan life) => life / 2 > RenewMin ? life / 2 : RenewMin;

    private void Publish(PortMappingSnapshot snapshot)
    {
        Volatile.Write(ref _snapshot, snapshot);
        var mapped = _mapped.TryGetValue(MappedTransport.Tcp, out var tcp) ? tcp.ExternalPort : 0;
        if (Interlocked.Exchange(ref _externalPort, mapped) != mapped) Changed?.Invoke();
    }
}
