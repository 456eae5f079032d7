namespace Shoal.Engine.Sessions;

/// <summary>A room cannot do what was asked; the message is for people, and escaped where it names what strangers said.</summary>
public sealed class RoomException(string message) : Exception(message);
