using System.Collections.Concurrent;
using System.Security.Cryptography;
using Shoal.Engine.Sessions;
using Shoal.Web.Documents;
using Shoal.Web.Guests;

namespace Shoal.Web.Codes;

/// <summary>The codes that this daemon offers and receives for its faces, by an id each.</summary>
internal sealed class CodeDesk(ShoalEngine engine, UploadShelf uploads, GuestDesk guests, GuestDoor door, TimeProvider time) : IAsyncDisposable
{
    /// <summary>Offers, and receives, at once; ended ones count until they are taken away.</summary>
    public const int MaxEach = 200;

    private readonly ConcurrentDictionary<string, Offering> _offers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Receiving> _receives = new(StringComparer.Ordinal);

    /// <summary>How long what was uploaded stays after its code ended, so that a browser whose download broke off can go on.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(2);

    public CodesDocument All => new(
        [.. _offers.OrderByDescending(offer => offer.Value.At).Select(offer => offer.Value.ToRow(offer.Key, PagesOf(offer.Key)))],
        [.. _receives.OrderByDescending(receive => receive.Value.At).Select(receive => receive.Value.ToRow(receive.Key))]);

    /// <exception cref="CodeException">Something cannot be sent.</exception>
    public async Task<OfferRow> OfferAsync(OfferRequest request, CancellationToken cancel)
    {
        if (_offers.Count >= MaxEach) throw new CodeException("Too many codes at once; take ended ones away first.");
        var paths = request.Batch is { } batch ? uploads.Take(batch) ?? throw new CodeException("That upload is empty or gone; begin again.") : request.Paths ?? [];
        var send = new SendCode
        {
            Paths = paths,
            Text = request.Text,
            Expire = TimeSpan.FromSeconds(Math.Clamp(request.Seconds ?? 3_600, 1, 30 * 86_400)),
            MaxReceivers = Math.Clamp(request.Receivers, 0, 100_000),
            Confirm = request.Confirm,
        };
        try
        {
            var sender = await engine.SendAsync(send, cancel).ConfigureAwait(false);
            var id = NewId();
            var offering = _offers[id] = new Offering(sender, request.Batch, time.GetUtcNow());
            _ = EndAsync(id, offering);
            if (request.Page ?? door.IsAlwaysOpen) await LetGuestsAsync(id, isOpen: true).ConfigureAwait(false);
            return offering.ToRow(id, PagesOf(id));
        }
        catch (CodeException)
        {
            if (request.Batch is { } refused) uploads.Drop(refused);
            throw;
        }
    }

    /// <summary>The offer's link; with <paramref name="page"/> the one of the page for browsers, where that is open.</summary>
    public string? LinkOf(string id, bool page)
    {
        if (!_offers.TryGetValue(id, out var offer)) return null;
        return !page ? offer.Sender.Snapshot().Link : offer.ToRow(id, PagesOf(id)).Pages is [var first, ..] ? first : null;
    }

    /// <summary>Lets browsers without Shoal have an offer, or not any more.</summary>
    /// <exception cref="IOException">The door's address cannot be listened on.</exception>
    public async Task<OfferRow?> LetGuestsAsync(string id, bool isOpen)
    {
        if (!_offers.TryGetValue(id, out var offer)) return null;
        if (isOpen) guests.Offer(id, offer.Sender);
        else guests.Withdraw(id, isOver: true);
        try
        {
            await door.AdjustAsync().ConfigureAwait(false);
        }
        catch
        {
            guests.Withdraw(id, isOver: true);
            throw;
        }

        return offer.ToRow(id, PagesOf(id));
    }

    public bool Decide(string id, int receiver, bool isWelcome)
    {
        if (!_offers.TryGetValue(id, out var offer)) return false;
        offer.Sender.Decide(receiver, isWelcome);
        return true;
    }

    /// <exception cref="CodeException">It is no code.</exception>
    public ReceiveRow Receive(string code)
    {
        if (_receives.Count >= MaxEach) throw new CodeException("Too many codes at once; take ended ones away first.");
        var receiving = new Receiving(engine.Receive(new ReceiveCode { Code = code }), time.GetUtcNow());
        var id = NewId();
        _receives[id] = receiving;
        receiving.Start();
        return receiving.ToRow(id);
    }

    public bool Accept(string id, AcceptCode request)
    {
        if (!_receives.TryGetValue(id, out var receiving)) return false;
        receiving.Accept(request);
        return true;
    }

    /// <summary>Withdraws an offer, or says no to one, or takes an ended one off the list.</summary>
    public async Task<bool> RemoveAsync(string id)
    {
        if (_offers.TryRemove(id, out var offer))
        {
            guests.Withdraw(id, isOver: true);
            offer.Removed.TrySetResult();
            await door.AdjustAsync().ConfigureAwait(false);
            await offer.Sender.DisposeAsync().ConfigureAwait(false);
            return true;
        }

        if (!_receives.TryRemove(id, out var receiving)) return false;
        await receiving.DisposeAsync().ConfigureAwait(false);
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_offers.Keys.Concat(_receives.Keys).ToList().Select(RemoveAsync)).ConfigureAwait(false);   // each may take a moment for its farewells
    }

    private IReadOnlyList<string> PagesOf(string id) => guests.IsOffered(id) ? door.Pages : [];

    // Withdrawn by its owner it is gone at once; a code that ended by itself leaves a moment to guests that have begun.
    private async Task EndAsync(string id, Offering offer)
    {
        await offer.Sender.WaitAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        guests.Withdraw(id, isOver: false);
        if (guests.HasVisits(id)) await Task.WhenAny(Task.Delay(Grace, time), offer.Removed.Task).ConfigureAwait(false);
        guests.Withdraw(id, isOver: true);
        await door.AdjustAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (offer.Batch is { } batch) uploads.Drop(batch);
    }

    private static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
}
