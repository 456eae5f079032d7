using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using Shoal.Core.Codes;
using Shoal.Engine.Sessions;
using Shoal.Web.Access;

namespace Shoal.Web.Guests;

/// <summary>Browsers without Shoal that came with a code: which offers they may ask for, and each one's visit.</summary>
internal sealed class GuestDesk(TimeProvider time) : IDisposable
{
    /// <summary>Visits at once.</summary>
    public const int MaxVisits = 500;

    /// <summary>How long a visit holds its place while nothing of it is asked for.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, CodeSender> _offers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, GuestVisit> _visits = new(StringComparer.Ordinal);
    private readonly LoginDesk _guesses = new(time);

    /// <summary>Somebody may come, or is here.</summary>
    public bool IsNeeded => !_offers.IsEmpty || !_visits.IsEmpty;

    public bool IsOffered(string offer) => _offers.ContainsKey(offer);

    public bool HasVisits(string offer) => _visits.Values.Any(visit => visit.Offer == offer);

    public void Offer(string offer, CodeSender sender) => _offers[offer] = sender;

    /// <summary>Nobody new may ask for it; with <paramref name="isOver"/> those that came leave, too.</summary>
    public void Withdraw(string offer, bool isOver)
    {
        _offers.TryRemove(offer, out _);
        if (!isOver) return;
        foreach (var (id, visit) in _visits)
            if (visit.Offer == offer && _visits.TryRemove(id, out _)) visit.Guest.Leave();
    }

    public GuestVisit? Find(string id, string? ticket) => _visits.TryGetValue(id, out var visit) && visit.IsTicket(ticket) ? visit : null;

    /// <summary>Lets a browser in that brought the words, or what stands behind the '#' of the link.</summary>
    /// <exception cref="GuestRefusedException">It is not let in; the message is for people.</exception>
    public GuestVisit Enter(string text, IPEndPoint from, string name)
    {
        ForgetAbsent();
        if (!_guesses.Allows(from.Address, out var wait)) throw GuestRefusedException.TooMany(wait);
        var (nameplate, secret) = Read(text);
        var (id, sender) = _offers.FirstOrDefault(offer => offer.Value.Snapshot().Code.StartsWith(nameplate + "-", StringComparison.Ordinal));
        var guest = sender is null ? null : Admit(sender, secret, from, name);
        if (guest is null)
        {
            _guesses.Tell(from.Address, isRight: false);
            throw new GuestRefusedException(GuestTexts.WrongCode);
        }

        var visit = new GuestVisit(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)), id, guest, time);
        _visits[visit.Id] = visit;
        return visit;
    }

    public void Dispose()
    {
        foreach (var visit in _visits.Values) visit.Guest.Leave();
        _visits.Clear();
    }

    // Gives places free that nobody came back to.
    private void ForgetAbsent()
    {
        foreach (var (id, visit) in _visits)
            if (visit.IsAbsentSince(Patience) && _visits.TryRemove(id, out _)) visit.Guest.Leave();
        if (_visits.Count >= MaxVisits) throw new GuestRefusedException(GuestTexts.Crowded);
    }

    // A mistyped word is caught before it is a guess.
    private static (string Nameplate, CodeSecret Secret) Read(string text)
    {
        if (CodeLink.TryParse(text, out var link)) return (link.Nameplate.ToString(), link.Secret);
        return ShareCode.TryParse(text, out var code, out var problem) ? (code.Nameplate.ToString(), code.Secret) : throw new GuestRefusedException(problem);
    }

    private static CodeGuest? Admit(CodeSender sender, CodeSecret secret, IPEndPoint from, string name)
    {
        try
        {
            return sender.Admit(secret, from, name);
        }
        catch (CodeException refusal)
        {
            throw new GuestRefusedException(refusal.Message);
        }
    }
}
