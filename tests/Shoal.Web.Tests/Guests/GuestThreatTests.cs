using System.Net;
using Microsoft.Extensions.Logging;
using Shoal.Web.Documents;
using Shoal.Web.Tests;

namespace Shoal.Web.Guests;

public sealed class GuestThreatTests
{
    [Fact]
    public async Task Wrong_words_are_strikes_and_the_fifth_changes_the_code()
    {
        await using var daemon = await TestDaemon.StartAsync();
        GuestTests.Make(daemon, "a.bin", 10);
        var (offer, browser) = await GuestBrowser.OfferAsync(daemon, GuestTests.Paths(daemon, "a.bin"));
        using var guest = browser;
        for (var i = 0; i < 5; i++) Assert.Equal(HttpStatusCode.Forbidden, (await guest.EnterAsync(Wrong(offer.Code))).Status);

        var (status, _) = await guest.EnterAsync(offer.Code);
        var now = await GuestTests.OnlyOfferAsync(daemon);

        Assert.Equal(HttpStatusCode.TooManyRequests, status);
        Assert.NotEqual(offer.Code, now.Code);
        Assert.Equal(5, now.Receivers.Count(receiver => receiver.State == "wrongCode"));
    }

    [Fact]
    public async Task Guessing_digits_ends_after_a_few_tries_and_costs_no_offer_a_strike()
    {
        await using var daemon = await TestDaemon.StartAsync();
        GuestTests.Make(daemon, "a.bin", 10);
        var (offer, browser) = await GuestBrowser.OfferAsync(daemon, GuestTests.Paths(daemon, "a.bin"));
        using var guest = browser;
        var digits = offer.Code[..4] == "0000" ? "0001" : "0000";
        for (var i = 0; i < 5; i++) await guest.EnterAsync(digits + offer.Code[4..]);

        Assert.Equal(HttpStatusCode.TooManyRequests, (await guest.EnterAsync(offer.Code)).Status);
        Assert.Equal(0, (await GuestTests.OnlyOfferAsync(daemon)).Strikes);
    }

    [Fact]
    public async Task A_mistyped_word_is_put_right_and_is_no_guess()
    {
        await using var daemon = await TestDaemon.StartAsync();
        GuestTests.Make(daemon, "a.bin", 10);
        var (offer, browser) = await GuestBrowser.OfferAsync(daemon, GuestTests.Paths(daemon, "a.bin"));
        using var guest = browser;
        for (var i = 0; i < 10; i++)
        {
            var (status, words) = await guest.EnterAsync(offer.Code + "zz");
            Assert.Equal(HttpStatusCode.Forbidden, status);
            Assert.Contains("zz:", words, StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.SeeOther, (await guest.EnterAsync(offer.Code)).Status);
    }

    [Fact]
    public async Task The_address_of_a_visit_is_worth_nothing_without_its_cookie()
    {
        await using var daemon = await TestDaemon.StartAsync();
        GuestTests.Make(daemon, "a.bin", 10);
        var (offer, browser) = await GuestBrowser.OfferAsync(daemon, GuestTests.Paths(daemon, "a.bin"));
        using var guest = browser;
        await guest.EnterAsync(offer.Code);
        using var stranger = daemon.Stranger();
        foreach (var below in new[] { "", "/0/a.bin", "/all/a.zip", "/state" })
        {
            foreach (var ticket in new[] { "", "x", guest.Visit!.Segments[^1] })
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, guest.Visit + below);
                request.Headers.Add("Cookie", "shoal-guest=" + ticket);
                using var response = await stranger.SendAsync(request);

                Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
            }
        }
    }

    [Theory]
    [InlineData("1/a.bin")]
    [InlineData("-1/a.bin")]
    [InlineData("99999999999/a.bin")]
    [InlineData("0/..%2f..%2fetc%2fpasswd")]
    [InlineData("all/..%2f..%2fetc%2fpasswd")]
    public async Task Threat_row_7_a_visit_reaches_what_is_offered_and_no_path(string below)
    {
        await using var daemon = await TestDaemon.StartAsync();
        var content = GuestTests.Make(daemon, "a.bin", 10);
        var (offer, browser) = await GuestBrowser.OfferAsync(daemon, GuestTests.Paths(daemon, "a.bin"));
        using var guest = browser;
        await guest.EnterAsync(offer.Code);

        using var response = await guest.GetAsync(below);

        if (response.StatusCode == HttpStatusCode.OK && below[0] == '0') Assert.Equal(content, await response.Content.ReadAsByteArrayAsync());
        else if (below[0] != 'a') Assert.Contains(response.StatusCode, new[] { HttpStatusCode.Gone, HttpStatusCode.NotFound });
    }

    [Fact]
    public async Task Threat_row_6_what_is_sent_is_never_a_page_of_ours()
    {
        await using var daemon = await TestDaemon.StartAsync();
        GuestTests.Make(daemon, "<img src=x onerror=alert(1)>.html", 10);
        var (offer, browser) = await GuestBrowser.OfferAsync(daemon, GuestTests.Paths(daemon, "<img src=x onerror=alert(1)>.html"));
        using var guest = browser;
        await guest.EnterAsync(offer.Code);

        var page = await guest.PageAsync();
        using var response = await guest.GetAsync("0/x.html");

        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        Assert.Equal("attachment", response.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal("application/octet-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith("sandbox", Assert.Single(response.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
    }

    [Fact]
    public async Task The_guests_own_server_has_no_API_and_the_rules_of_the_door_hold_there()
    {
        await using var daemon = await TestDaemon.StartAsync();
        GuestTests.Make(daemon, "a.bin", 10);
        var (offer, browser) = await GuestBrowser.OfferAsync(daemon, GuestTests.Paths(daemon, "a.bin"));
        using var guest = browser;
        using var owner = daemon.Owner();
        var page = new Uri(offer.Pages[0]);
        foreach (var path in new[] { "/", "/api/v1/torrents", "/api/v1/access", "/api/v1/login", "/metrics", "/health" })
        {
            using var response = await owner.GetAsync(new Uri(page, path));
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }

        using var misnamed = new HttpRequestMessage(HttpMethod.Get, new Uri(page, "/get")) { Headers = { Host = "evil.example" } };
        using var foreign = new HttpRequestMessage(HttpMethod.Post, new Uri(page, "/get")) { Content = new FormUrlEncodedContent([new("code", offer.Code)]) };
        foreign.Headers.Add("Origin", "http://evil.example");
        using var led = new HttpRequestMessage(HttpMethod.Get, new Uri(page, "/get"));
        led.Headers.Add("Sec-Fetch-Site", "cross-site");

        using var first = await owner.SendAsync(misnamed);
        using var second = await owner.SendAsync(foreign);
        using var third = await owner.SendAsync(led);
        Assert.Equal((HttpStatusCode.MisdirectedRequest, HttpStatusCode.Forbidden, HttpStatusCode.OK), (first.StatusCode, second.StatusCode, third.StatusCode));
    }

    [Fact]
    public async Task No_log_ever_holds_a_code_a_link_a_ticket_or_a_token()
    {
        using var log = new Listening();
        await using var daemon = await TestDaemon.StartAsync(logs: log);
        GuestTests.Make(daemon, "a.bin", 10);
        var (offer, browser) = await GuestBrowser.OfferAsync(daemon, GuestTests.Paths(daemon, "a.bin"));
        using var guest = browser;
        await guest.EnterAsync(Wrong(offer.Code));
        await guest.EnterAsync(offer.Code);
        await guest.EnterAsync(new Uri(offer.Pages[0]).Fragment);
        await guest.BytesAsync("0/a.bin");
        using var stranger = daemon.Stranger();
        await Api.AccessTests.LoginAsync(daemon, stranger);

        var key = offer.Link[offer.Link.IndexOf("k=", StringComparison.Ordinal)..][2..24];
        Assert.NotEmpty(log.Lines);
        Assert.DoesNotContain(log.Lines, line => line.Contains(offer.Code[5..], StringComparison.Ordinal) || line.Contains(key, StringComparison.Ordinal)
            || line.Contains(daemon.Token, StringComparison.Ordinal) || line.Contains("shoal-guest=", StringComparison.Ordinal) || line.Contains("shoal-pass=", StringComparison.Ordinal));
    }

    // The same digits, other words.
    private static string Wrong(string code)
    {
        var words = code.Split('-');
        return string.Join('-', words[0], words[2], words[3], words[1]) is var turned && turned != code ? turned : code[..4] + "-" + words[1] + "-" + words[1] + "-" + words[1];
    }

    private sealed class Listening : ILoggerFactory, ILogger
    {
        private readonly List<string> _lines = [];

        public IReadOnlyList<string> Lines
        {
            get
            {
                lock (_lines) return [.. _lines];
            }
        }

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider) { }

        public void Dispose() { }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            lock (_lines) _lines.Add(state.ToString() ?? "");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_lines) _lines.Add(formatter(state, exception) + exception);
        }
    }
}
