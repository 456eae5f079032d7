using System.Net;

namespace Shoal.Web.Access;

/// <summary>The login limiter with a lock and a clock.</summary>
internal sealed class LoginDesk(TimeProvider time)
{
    private readonly LoginLimiter _limiter = new();
    private readonly Lock _gate = new();
    private readonly long _start = time.GetTimestamp();

    public DateTimeOffset UtcNow => time.GetUtcNow();

    /// <summary>May this address try? If not, how long it has to wait.</summary>
    public bool Allows(IPAddress address, out TimeSpan wait)
    {
        var now = time.GetElapsedTime(_start);
        lock (_gate)
        {
            var allows = _limiter.Allows(address, now, out var retryAt);
            wait = retryAt - now;
            return allows;
        }
    }

    public void Tell(IPAddress address, bool isRight)
    {
        var now = time.GetElapsedTime(_start);
        lock (_gate)
        {
            if (isRight) _limiter.Succeeded(address);
            else _limiter.Failed(address, now);
        }
    }
}
