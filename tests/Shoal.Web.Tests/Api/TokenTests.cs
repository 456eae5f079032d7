using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Shoal.Web.Documents;
using Shoal.Web.Tests;

namespace Shoal.Web.Api;

public sealed class TokenTests
{
    [Theory]
    [InlineData("read", "GET", "torrents", HttpStatusCode.OK)]
    [InlineData("read", "GET", "settings", HttpStatusCode.OK)]
    [InlineData("read", "PUT", "settings", HttpStatusCode.Forbidden)]
    [InlineData("read", "POST", "torrents", HttpStatusCode.Forbidden)]
    [InlineData("read", "GET", "tokens", HttpStatusCode.Forbidden)]
    [InlineData("all", "PUT", "settings", HttpStatusCode.OK)]
    [InlineData("all", "GET", "tokens", HttpStatusCode.Forbidden)]
    [InlineData("all", "POST", "tokens", HttpStatusCode.Forbidden)]
    [InlineData("all", "PUT", "password", HttpStatusCode.Forbidden)]
    public async Task A_token_opens_what_its_scope_says(string scope, string method, string route, HttpStatusCode expected)
    {
        await using var daemon = await TestDaemon.StartAsync();
        var made = await MakeAsync(daemon, scope);
        using var program = With(daemon, made.Token);
        using var request = new HttpRequestMessage(new HttpMethod(method), "/api/v1/" + route);
        if (method != "GET") request.Content = JsonContent.Create(new { downLimit = 0, link = "x", name = "x", scope = "all", password = "long enough" });

        using var response = await program.SendAsync(request);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task A_revoked_token_opens_nothing_at_once()
    {
        await using var daemon = await TestDaemon.StartAsync();
        var made = await MakeAsync(daemon, "all");
        using var owner = daemon.Owner();
        using var program = With(daemon, made.Token);
        using (await program.GetAsync("/api/v1/torrents")) { }
        var used = Assert.Single((await owner.GetFromJsonAsync<TokenList>("/api/v1/tokens"))!.Tokens);

        using var revoked = await owner.DeleteAsync($"/api/v1/tokens/{made.Row.Id}");
        using var after = await program.GetAsync("/api/v1/torrents");
        using var again = await owner.DeleteAsync($"/api/v1/tokens/{made.Row.Id}");

        Assert.True(used.Used > 0);
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.Unauthorized, HttpStatusCode.NotFound), (revoked.StatusCode, after.StatusCode, again.StatusCode));
    }

    [Fact]
    public async Task Tokens_outlive_the_daemon_and_their_secrets_are_in_no_file()
    {
        var first = await TestDaemon.StartAsync();
        var made = await MakeAsync(first, "read");
        var root = first.Root;
        await first.StopAsync();

        await using var second = await TestDaemon.StartAsync(root: root);
        using var program = With(second, made.Token);
        using var response = await program.GetAsync("/api/v1/torrents");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.DoesNotContain(Directory.GetFiles(second.State), file => Path.GetFileName(file) != "lock" && File.ReadAllText(file).Contains(made.Token, StringComparison.Ordinal));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(second.State, "web-tokens.json")));
    }

    [Theory]
    [InlineData("", "read")]
    [InlineData("  ", "read")]
    [InlineData("fine", "write")]
    public async Task A_token_has_a_name_and_a_scope(string name, string scope)
    {
        await using var daemon = await TestDaemon.StartAsync();
        using var owner = daemon.Owner();

        using var response = await owner.PostAsJsonAsync("/api/v1/tokens", new TokenRequest(name, scope));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    private static async Task<NewToken> MakeAsync(TestDaemon daemon, string scope)
    {
        using var owner = daemon.Owner();
        using var response = await owner.PostAsJsonAsync("/api/v1/tokens", new TokenRequest("a script", scope));
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<NewToken>())!;
    }

    private static HttpClient With(TestDaemon daemon, string token)
    {
        var client = daemon.Stranger();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }
}
