using System.Net;
using System.Net.Http.Json;
using Shoal.Web.Documents;
using Shoal.Web.Tests;

namespace Shoal.Web.Api;

public sealed class AccessTests
{
    private static readonly string[] Routes =
    [
        "/", "/health", "/metrics", "/api/v1/torrents", "/api/v1/events", "/api/v1/settings", "/api/v1/login", "/API/v1/torrents", "/shoal.svg", "/nothing",
    ];

    [Fact]
    public async Task Threat_row_1_a_foreign_host_name_gets_nothing_on_any_route()
    {
        await using var daemon = await TestDaemon.StartAsync();
        using var owner = daemon.Owner();
        foreach (var route in Routes)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, route) { Headers = { Host = "evil.example" } };
            using var response = await owner.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

            Assert.Equal(HttpStatusCode.MisdirectedRequest, response.StatusCode);
        }
    }

    [Theory]
    [InlineData("GET", "torrents")]
    [InlineData("POST", "torrents")]
    [InlineData("GET", "torrents/0123456789012345678901234567890123456789")]
    [InlineData("DELETE", "torrents/0123456789012345678901234567890123456789")]
    [InlineData("GET", "events")]
    [InlineData("GET", "settings")]
    [InlineData("PUT", "settings")]
    [InlineData("PUT", "password")]
    [InlineData("GET", "statistics")]
    public async Task Threat_row_2_a_fresh_daemon_lets_nobody_in_without_its_token(string method, string route)
    {
        await using var daemon = await TestDaemon.StartAsync();
        using var stranger = daemon.Stranger();
        foreach (var word in new[] { null, "Bearer ", "Bearer admin", "Bearer " + daemon.Token[..^1], "Basic " + daemon.Token })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), "/api/v1/" + route);
            if (word is not null) request.Headers.TryAddWithoutValidation("Authorization", word);
            using var response = await stranger.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        }
    }

    [Theory]
    [InlineData("", "/API/v1/torrents")]
    [InlineData("", "/Api/V1/settings")]
    [InlineData("", "/METRICS")]
    [InlineData("", "/api/v1/torrents/")]
    [InlineData("", "/%61pi/v1/torrents")]
    [InlineData("/shoal", "/shoal/api/v1/torrents")]
    [InlineData("/shoal", "/shoal/API/v1/settings")]
    [InlineData("/shoal", "/SHOAL/metrics")]
    [InlineData("/shoal", "/api/v1/torrents")]
    public async Task Threat_row_2_no_other_spelling_of_an_address_goes_round_the_door(string basePath, string route)
    {
        await using var daemon = await TestDaemon.StartAsync(options => options with { BasePath = basePath });
        using var stranger = daemon.Stranger();

        using var response = await stranger.GetAsync(new Uri(daemon.Address, route));

        Assert.Contains(response.StatusCode, new[] { HttpStatusCode.Unauthorized, HttpStatusCode.NotFound });
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site", false)]
    [InlineData("Sec-Fetch-Site", "same-site", false)]
    [InlineData("Sec-Fetch-Site", "same-origin", true)]
    [InlineData("Sec-Fetch-Site", "none", true)]
    [InlineData("Origin", "http://evil.example", false)]
    [InlineData("Origin", "null", false)]
    [InlineData("Origin", "file://", false)]
    [InlineData("Origin", "http://127.0.0.1:1", false)]
    [InlineData("Origin", "", true)]
    public async Task Threat_row_5_another_sites_page_cannot_use_the_browsers_cookie(string header, string value, bool isAllowed)
    {
        await using var daemon = await TestDaemon.StartAsync();
        using var browser = daemon.Stranger();
        var cookie = await LoginAsync(daemon, browser);
        foreach (var method in new[] { "GET", "PUT" })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), "/api/v1/settings");
            request.Headers.Add("Cookie", cookie);
            if (value.Length > 0) request.Headers.TryAddWithoutValidation(header, value);
            if (method == "PUT") request.Content = JsonContent.Create(new { downLimit = 0 });
            using var response = await browser.SendAsync(request);

            Assert.Equal(isAllowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden, response.StatusCode);
        }
    }

    [Fact]
    public async Task The_cookie_is_out_of_reach_of_scripts_and_other_sites()
    {
        await using var daemon = await TestDaemon.StartAsync();
        using var browser = daemon.Stranger();

        using var response = await browser.PostAsJsonAsync("/api/v1/login", new LoginRequest { Token = daemon.Token });

        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Threat_row_36_guessing_ends_after_a_few_tries_even_with_the_right_password()
    {
        await using var daemon = await TestDaemon.StartAsync();
        using var client = daemon.Owner();
        using (await client.PutAsJsonAsync("/api/v1/password", new PasswordRequest("long enough"))) { }
        using var guesser = daemon.Stranger();
        for (var i = 0; i < 5; i++)
        {
            using var wrong = await guesser.PostAsJsonAsync("/api/v1/login", new LoginRequest { Password = $"wrong {i}" });
            Assert.Equal(HttpStatusCode.Forbidden, wrong.StatusCode);
        }

        using var late = await guesser.PostAsJsonAsync("/api/v1/login", new LoginRequest { Password = "long enough" });

        Assert.Equal(HttpStatusCode.TooManyRequests, late.StatusCode);
        Assert.True(late.Headers.RetryAfter?.Delta > TimeSpan.FromMinutes(59));
    }

    [Fact]
    public async Task Threat_row_6_a_page_may_run_only_our_own_scripts()
    {
        await using var daemon = await TestDaemon.StartAsync();
        using var stranger = daemon.Stranger();
        foreach (var route in Routes.Where(route => route != "/api/v1/events"))
        {
            using var response = await stranger.GetAsync(route);

            var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
            Assert.Contains("default-src 'none'; script-src 'self'; style-src 'self'", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        }
    }

    [Theory]
    [InlineData("/../../../../etc/passwd")]
    [InlineData("/%2e%2e/%2e%2e/etc/passwd")]
    [InlineData("/..%5c..%5cetc%5cpasswd")]
    [InlineData("/assets/..%2f..%2f..%2fetc/passwd")]
    [InlineData("//etc/passwd")]
    [InlineData("/ui/index.html")]
    public async Task Threat_row_7_no_path_of_an_address_reaches_the_disk(string path)
    {
        await using var daemon = await TestDaemon.StartAsync();
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, daemon.Address.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 404", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("root:", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_machines_need_a_password_first()
    {
        var open = new IPEndPoint(IPAddress.Any, 0);

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => TestDaemon.StartAsync(options => options with { ListenOn = [open] }));

        Assert.Contains("--set-password", refusal.Message, StringComparison.Ordinal);
    }

    internal static async Task<string> LoginAsync(TestDaemon daemon, HttpClient browser)
    {
        using var response = await browser.PostAsJsonAsync("/api/v1/login", new LoginRequest { Token = daemon.Token });
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        return response.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }
}
