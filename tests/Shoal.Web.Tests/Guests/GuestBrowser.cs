using System.Net;
using System.Net.Http.Json;
using Shoal.Web.Documents;
using Shoal.Web.Tests;

namespace Shoal.Web.Guests;

/// <summary>A browser without Shoal, as far as HTTP goes: it keeps its cookie and follows no redirects by itself.</summary>
internal sealed class GuestBrowser(Uri page) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { CookieContainer = new CookieContainer(), AllowAutoRedirect = false });

    /// <summary>The address of the visit, once it was let in.</summary>
    public Uri? Visit { get; private set; }

    /// <summary>Offers something to browsers and opens one at its page.</summary>
    public static async Task<(OfferRow Offer, GuestBrowser Browser)> OfferAsync(TestDaemon daemon, OfferRequest request)
    {
        using var owner = daemon.Owner();
        using var response = await owner.PostAsJsonAsync("/api/v1/codes/offers", request with { Page = true });
        response.EnsureSuccessStatusCode();
        var offer = (await response.Content.ReadFromJsonAsync<OfferRow>())!;
        return (offer, new GuestBrowser(new Uri(offer.Pages[0])));
    }

    /// <summary>Brings a code as the page's form does.</summary>
    public async Task<(HttpStatusCode Status, string Body)> EnterAsync(string code)
    {
        using var form = new FormUrlEncodedContent([new("code", code)]);
        using var response = await _http.PostAsync(new Uri(page, "/get"), form);
        if (response.Headers.Location is { } place) Visit = new Uri(page, place);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public async Task<string> PageAsync() => await _http.GetStringAsync(Visit);

    public Task<HttpResponseMessage> GetAsync(string below, long? from = null, long? to = null, string? ifRange = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"{Visit}/{below}");
        if (from is not null || to is not null) request.Headers.Range = new(from, to);
        if (ifRange is not null) request.Headers.TryAddWithoutValidation("If-Range", ifRange);
        return _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public async Task<byte[]> BytesAsync(string below, long? from = null, long? to = null)
    {
        using var response = await GetAsync(below, from, to);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsByteArrayAsync();
    }

    public void Dispose() => _http.Dispose();
}
