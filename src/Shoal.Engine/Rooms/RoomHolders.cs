using System.Net;

namespace Shoal.Engine.Rooms;

/// <summary>Where pieces of a file may come from.</summary>
/// <param name="Whole">Members that have all of it.</param>
/// <param name="Getting">Members that get it as well.</param>
internal sealed record RoomHolders(IReadOnlyList<IPEndPoint> Whole, IReadOnlyList<IPEndPoint> Getting);
