namespace Shoal.Core.PortMapping;

/// <summary>A service of a gateway that maps ports.</summary>
/// <param name="Type">Its full name, which every call repeats.</param>
/// <param name="Control">Where calls go; on the host that described it.</param>
public sealed record UpnpService(string Type, Uri Control)
{
    /// <summary>The second version picks another port itself where one is taken (AddAnyPortMapping).</summary>
    public bool PicksPorts => Type.EndsWith("WANIPConnection:2", StringComparison.Ordinal);
}
