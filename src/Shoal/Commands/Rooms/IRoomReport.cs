using System.Net;
using Shoal.Engine.Sessions;

namespace Shoal.Commands.Rooms;

/// <summary>Tells who is in a room, to a person or to a program.</summary>
internal interface IRoomReport
{
    void Joined(RoomSnapshot room, IReadOnlyList<IPEndPoint> listeningOn);

    /// <summary>Called twice a second.</summary>
    void Show(RoomSnapshot now);
    void End();
}
