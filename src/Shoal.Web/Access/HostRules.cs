using System.Net;

namespace Shoal.Web.Access;

/// <summary>Which names this server answers to (threats row 1). A name that somebody else's DNS points here is none of them.</summary>
/// <param name="names">Names added by the owner, such as the one of a reverse proxy.</param>
internal sealed class HostRules(IEnumerable<string> names)
{
    private readonly HashSet<string> _names = new(names, StringComparer.OrdinalIgnoreCase);

    /// <param name="host">The Host header without its port.</param>
    public bool Allows(string host)
    {
        if (host.Length == 0) return false;
        if (string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)) return true;
        var bare = host is ['[', .., ']'] ? host[1..^1] : host;
        return IPAddress.TryParse(bare, out _) || _names.Contains(host);
    }
}
