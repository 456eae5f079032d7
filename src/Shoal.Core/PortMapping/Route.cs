using System.Net;

namespace Shoal.Core.PortMapping;

/// <summary>A default route: by which gateway, over which interface.</summary>
/// <param name="Interface">Its name, such as "eth0".</param>
/// <param name="Gateway">The gateway's address on that network.</param>
/// <param name="Metric">The lowest is used.</param>
public readonly record struct Route(string Interface, IPAddress Gateway, uint Metric);
