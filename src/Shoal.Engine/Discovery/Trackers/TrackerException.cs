namespace Shoal.Engine.Discovery.Trackers;

/// <summary>A tracker could not be asked; the message is one line for people. Expected: trackers come and go.</summary>
internal sealed class TrackerException(string message) : Exception(message);
