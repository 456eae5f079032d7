namespace Shoal.Core.Dht;

/// <summary>Which nodes a query wants told (BEP 32).</summary>
[Flags]
public enum DhtWants
{
    /// <summary>Not said: nodes of the family the query came by.</summary>
    None = 0,
    Nodes = 1,
    Nodes6 = 2,
}
