namespace Shoal.Core.PortMapping;

/// <summary>Notices that a gateway lost its mappings: its own clock since then does not go as ours does (RFC 6887, section 8.5; RFC 6886, section 3.6).</summary>
public sealed class PcpEpoch
{
    private bool _isKnown;
    private uint _gateway;
    private TimeSpan _ours;

    /// <summary>Compares an answer's epoch with the last one's.</summary>
    /// <param name="epochSeconds">Of the answer.</param>
    /// <param name="now">Monotonic time, ours.</param>
    /// <returns>False when the gateway began anew: every mapping must be asked for again.</returns>
    public bool Goes(uint epochSeconds, TimeSpan now)
    {
        var goes = !_isKnown || IsNear(epochSeconds, (now - _ours).TotalSeconds);
        (_isKnown, _gateway, _ours) = (true, epochSeconds, now);
        return goes;
    }

    private bool IsNear(uint epoch, double ours)
    {
        if (epoch + 1L < _gateway) return false;
        var gateway = (double)epoch - _gateway;
        return ours + 2 >= gateway - gateway / 16 && gateway + 2 >= ours - ours / 16;
    }
}
