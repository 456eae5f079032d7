namespace Shoal.Engine.Discovery.PortMapping;

/// <summary>A gateway did not do what it was asked; a few words for people.</summary>
internal sealed class PortMappingException(string message) : Exception(message);
