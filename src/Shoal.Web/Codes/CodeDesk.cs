using System.Collections.Concurrent;
using System.Security.Cryptography;
using Shoal.Engine.Sessions;
using Shoal.Web.Documents;

namespace Shoal.Web.Codes;

/// <summary>The codes that this daemon offers and receives for its faces, by an id each.</summary>
internal sealed class CodeDesk(ShoalEngine engine, UploadShelf uploads, TimeProvider time) : IAsyncDisposable
{
    /// <summary>Offers, and receives, at once; ended ones count until they are taken away.</summary>
    public const int MaxEach = 200;

    private readonly ConcurrentDictionary<string, (CodeSender Sender, string? Batch, DateTimeOffset At)> _offers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Receiving> _receives = new(StringComparer.Ordinal);

    public CodesDocument All => new(
        [.. _offers.OrderByDescending(offer => offer.Value.At).Select(offer => OfferRow.Of(offer.Key, offer.Value.Sender.Snapshot()))],
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
            _offers[id] = (sender, request.Batch, time.GetUtcNow());
            _ = DropUploadAtEndAsync(sender, request.Batch);
            return OfferRow.Of(id, sender.Snapshot());
        }
        catch (CodeException)
        {
            if (request.Batch is { } refused) uploads.Drop(refused);
            throw;
        }
    }

    public string? LinkOf(string id) => _offers.TryGetValue(id, out var offer) ? offer.Sender.Snapshot().Link : null;

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
            await offer.Sender.DisposeAsync().ConfigureAwait(false);
            return true;
        }

        if (!_receives.TryRemove(id, out var receiving)) return false;
        await receiving.DisposeAsync().ConfigureAwait(false);
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var id in _offers.Keys.Concat(_receives.Keys).ToList()) await RemoveAsync(id).ConfigureAwait(false);
    }

    private async Task DropUploadAtEndAsync(CodeSender sender, string? batch)
    {
        await sender.WaitAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (batch is not null) uploads.Drop(batch);
    }

    private static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
}
