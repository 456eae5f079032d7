using Shoal.Core.PortMapping;

namespace Shoal.Engine.Sessions;

/// <summary>A port let through by a gateway.</summary>
/// <param name="Transport">TCP or UDP.</param>
/// <param name="InternalPort">Ours.</param>
/// <param name="ExternalPort">Where it is reached from outside.</param>
/// <param name="Lease">Granted for so long; renewed at half of it.</param>
public sealed record MappedPort(MappedTransport Transport, int InternalPort, int ExternalPort, TimeSpan Lease);
