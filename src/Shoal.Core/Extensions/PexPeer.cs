using System.Net;

namespace Shoal.Core.Extensions;

/// <summary>A peer somebody else is connected to (BEP 11). The address is hearsay: it passes the address policy before it is dialled.</summary>
public readonly record struct PexPeer(IPEndPoint Address, PexFlags Flags);
