namespace Shoal.Web.Client;

/// <summary>The daemon refused or failed; the message is its own line for people.</summary>
public sealed class DaemonRefusedException(string message) : IOException(message);
