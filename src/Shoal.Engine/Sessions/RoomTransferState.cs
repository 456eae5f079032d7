namespace Shoal.Engine.Sessions;

/// <summary>How far a file of a room is.</summary>
public enum RoomTransferState
{
    Getting,

    /// <summary>Whole and verified; on its way to its place.</summary>
    Placing,
    Done,
    Failed,
}
