using System.Net;
using System.Threading.Channels;
using Shoal.Core.PortMapping;
using Shoal.Engine.Discovery.PortMapping;

namespace Shoal.Engine.Tests.Discovery.PortMapping;

/// <summary>A gateway that grants what it is told to and remembers what it was asked.</summary>
internal sealed class FakeMapper(string protocol = "fake") : IPortMapper
{
    public string Protocol => protocol;

    /// <summary>What was asked, in order; a lifetime of 0 is a taking back.</summary>
    public Channel<MapRequest> Asked { get; } = Channel.CreateUnbounded<MapRequest>();

    public Func<MapRequest, MappingLease> Grant { get; set; } = request => new MappingLease(request.ExternalPort, IPAddress.Parse("203.0.113.7"), TimeSpan.FromMinutes(20));
    public bool IsDisposed { get; private set; }

    public async Task<MapRequest> NextAsync() => await Asked.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));

    public Task<MappingLease> MapAsync(MapRequest request, CancellationToken cancel)
    {
        var lease = Grant(request);
        Asked.Writer.TryWrite(request);
        return Task.FromResult(lease);
    }

    public Task UnmapAsync(MapRequest request, CancellationToken cancel)
    {
        Asked.Writer.TryWrite(request with { LifetimeSeconds = 0 });
        return Task.CompletedTask;
    }

    public void Dispose() => IsDisposed = true;
}
