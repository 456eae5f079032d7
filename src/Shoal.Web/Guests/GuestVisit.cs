using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Shoal.Engine.Sessions;

namespace Shoal.Web.Guests;

/// <summary>One browser that came with the code of one offer. Its address holds the id, its cookie the ticket: who sees the address alone has nothing.</summary>
internal sealed class GuestVisit(string id, string offer, CodeGuest guest, TimeProvider time)
{
    private long _touchedAt = time.GetTimestamp();
    private int _running;

    public string Id => id;
    public string Offer => offer;
    public CodeGuest Guest => guest;
    public string Ticket { get; } = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));

    public bool IsTicket(string? text) => text is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetBytes(Ticket));

    public bool IsAbsentSince(TimeSpan patience) => Volatile.Read(ref _running) == 0 && time.GetElapsedTime(Volatile.Read(ref _touchedAt)) > patience;

    /// <summary>Somebody looks at the page.</summary>
    public void Touch() => Volatile.Write(ref _touchedAt, time.GetTimestamp());

    /// <summary>A download begins; it holds the visit until <see cref="End"/>.</summary>
    public void Begin() => Interlocked.Increment(ref _running);

    /// <param name="isWhole">It came to its end, and nobody hung up.</param>
    public void End(bool isWhole)
    {
        if (isWhole) guest.Settle();
        Touch();
        Interlocked.Decrement(ref _running);
    }
}
