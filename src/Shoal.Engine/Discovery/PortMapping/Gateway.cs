using System.Net;

namespace Shoal.Engine.Discovery.PortMapping;

/// <summary>The way to the internet for one family.</summary>
/// <param name="Address">The router's address on our network; an IPv6 one is mostly link-local, with its scope.</param>
/// <param name="Local">Our address behind it: what is mapped.</param>
internal sealed record Gateway(IPAddress Address, IPAddress Local);
