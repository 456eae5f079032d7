using System.Net;
using System.Net.Sockets;

namespace Shoal.Engine.Discovery.Local;

/// <summary>The multicast groups of local discovery, one a family (BEP 14).</summary>
/// <param name="Port">That of both; other than 6771 in tests alone.</param>
internal sealed record LocalGroup(int Port = 6771)
{
    private static readonly IPAddress V4 = IPAddress.Parse("239.192.152.143");
    private static readonly IPAddress V6 = IPAddress.Parse("ff15::efc0:988f");

    public IPEndPoint Of(AddressFamily family) => new(family == AddressFamily.InterNetwork ? V4 : V6, Port);
}
