using Shoal.Engine.Sessions;

namespace Shoal.Commands.Rooms;

/// <summary>What <see cref="RoomFlags"/> say.</summary>
internal sealed record RoomPlan(RoomOptions Room, EngineOptions Engine);
