namespace Shoal.Engine.Sessions;

/// <summary>Something cannot be sent or received by code; the message is one line for people and says whose move it is.</summary>
public sealed class CodeException(string message) : Exception(message);
