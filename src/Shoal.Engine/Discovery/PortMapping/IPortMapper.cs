using Shoal.Core.PortMapping;

namespace Shoal.Engine.Discovery.PortMapping;

/// <summary>One protocol spoken with one gateway.</summary>
internal interface IPortMapper : IDisposable
{
    /// <summary>What people call the protocol.</summary>
    string Protocol { get; }

    /// <summary>Makes a mapping, or renews it.</summary>
    /// <exception cref="PortMappingException">The gateway does not answer, or refuses.</exception>
    Task<MappingLease> MapAsync(MapRequest request, CancellationToken cancel);

    /// <summary>Takes a mapping back.</summary>
    /// <exception cref="PortMappingException">The gateway does not answer, or refuses.</exception>
    Task UnmapAsync(MapRequest request, CancellationToken cancel);
}
